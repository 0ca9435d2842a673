-- before
CREATE TABLE t (id int NOT NULL, v int, PRIMARY KEY (id));
INSERT INTO t VALUES (1, 20240101), (2, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v date, PRIMARY KEY (id));
