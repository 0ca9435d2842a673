-- before
CREATE TABLE t (id int NOT NULL, v double, PRIMARY KEY (id));
INSERT INTO t VALUES (1, 0.5), (2, 12345), (3, 0.123456);
-- after
CREATE TABLE t (id int NOT NULL, v varchar(5), PRIMARY KEY (id));
