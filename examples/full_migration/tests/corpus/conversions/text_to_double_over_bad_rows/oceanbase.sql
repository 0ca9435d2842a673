-- before
CREATE TABLE t (id int NOT NULL, v varchar(30), PRIMARY KEY (id));
INSERT INTO t VALUES (1, '0.1'), (2, '-5'), (3, '1e300'), (4, 'x');
-- after
CREATE TABLE t (id int NOT NULL, v double, PRIMARY KEY (id));
