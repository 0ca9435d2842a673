-- before
CREATE TABLE t (id int NOT NULL, v int, PRIMARY KEY (id));
INSERT INTO t VALUES (1, 999), (2, -999), (3, 1000);
-- after
CREATE TABLE t (id int NOT NULL, v decimal(5,2), PRIMARY KEY (id));
