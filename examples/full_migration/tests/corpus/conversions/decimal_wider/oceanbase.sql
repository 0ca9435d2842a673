-- before
CREATE TABLE t (id int NOT NULL, v decimal(10,2), PRIMARY KEY (id));
INSERT INTO t VALUES (1, 99999999.99), (2, -0.01), (3, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v decimal(20,5), PRIMARY KEY (id));
