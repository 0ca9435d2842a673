-- before
CREATE TABLE t (id int NOT NULL, v varchar(20), PRIMARY KEY (id));
INSERT INTO t VALUES (1, '1.5'), (2, '-99999999.99'), (3, '1.005');
-- after
CREATE TABLE t (id int NOT NULL, v decimal(10,2), PRIMARY KEY (id));
