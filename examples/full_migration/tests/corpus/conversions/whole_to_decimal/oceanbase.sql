-- before
CREATE TABLE t (id int NOT NULL, v int, PRIMARY KEY (id));
INSERT INTO t VALUES (1, -2147483648), (2, 2147483647), (3, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v decimal(12,2), PRIMARY KEY (id));
