-- before
CREATE TABLE t (id int NOT NULL, v enum('a','b'), PRIMARY KEY (id));
INSERT INTO t VALUES (1, 'a'), (2, 'b');
-- after
CREATE TABLE t (id int NOT NULL, v enum('a'), PRIMARY KEY (id));
