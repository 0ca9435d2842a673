-- before
CREATE TABLE t (id int NOT NULL, v decimal(10,2), PRIMARY KEY (id));
INSERT INTO t VALUES (1, -99999999.99), (2, 0), (3, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v varchar(12), PRIMARY KEY (id));
