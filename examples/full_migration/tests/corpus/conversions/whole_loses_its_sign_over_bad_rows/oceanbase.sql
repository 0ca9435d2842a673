-- before
CREATE TABLE t (id int NOT NULL, v int, PRIMARY KEY (id));
INSERT INTO t VALUES (1, 0), (2, 2147483647), (3, -1);
-- after
CREATE TABLE t (id int NOT NULL, v int unsigned, PRIMARY KEY (id));
