-- before
CREATE TABLE t (id int NOT NULL, v decimal(10,2), PRIMARY KEY (id));
INSERT INTO t VALUES (1, 5.00), (2, -5), (3, 1.5);
-- after
CREATE TABLE t (id int NOT NULL, v int, PRIMARY KEY (id));
