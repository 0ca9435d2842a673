-- before
CREATE TABLE t (id int NOT NULL, v double, PRIMARY KEY (id));
INSERT INTO t VALUES (1, 0.5), (2, -1.25), (3, 99999999.99), (4, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v decimal(10,2), PRIMARY KEY (id));
