-- before
CREATE TABLE t (id int NOT NULL, v decimal(20,3), PRIMARY KEY (id));
INSERT INTO t VALUES (1, 0.125), (2, -123456789.5), (3, 12345678901234567.891);
-- after
CREATE TABLE t (id int NOT NULL, v double, PRIMARY KEY (id));
