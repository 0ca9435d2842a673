-- before
CREATE TABLE t (id int NOT NULL, v int, PRIMARY KEY (id));
INSERT INTO t VALUES (1, 999), (2, -99), (3, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v varchar(3), PRIMARY KEY (id));
