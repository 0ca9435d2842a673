-- before
CREATE TABLE t (id int NOT NULL, v int, PRIMARY KEY (id));
INSERT INTO t VALUES (1, 0), (2, 255), (3, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v bit(8), PRIMARY KEY (id));
