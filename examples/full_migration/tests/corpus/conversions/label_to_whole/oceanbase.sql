-- before
CREATE TABLE t (id int NOT NULL, v enum('a','b'), PRIMARY KEY (id));
INSERT INTO t VALUES (1, 'b'), (2, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v int, PRIMARY KEY (id));
