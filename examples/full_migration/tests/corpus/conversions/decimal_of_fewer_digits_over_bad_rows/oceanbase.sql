-- before
CREATE TABLE t (id int NOT NULL, v decimal(10,2), PRIMARY KEY (id));
INSERT INTO t VALUES (1, 999.99), (2, 1000);
-- after
CREATE TABLE t (id int NOT NULL, v decimal(5,2), PRIMARY KEY (id));
