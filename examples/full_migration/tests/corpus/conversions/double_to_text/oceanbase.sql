-- before
CREATE TABLE t (id int NOT NULL, v double, PRIMARY KEY (id));
INSERT INTO t VALUES (1, 0.1), (2, 1e300), (3, -5e-324), (4, 1.7976931348623157e308), (5, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v varchar(24), PRIMARY KEY (id));
