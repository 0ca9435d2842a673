-- before
CREATE TABLE t (id int NOT NULL, v varchar(20), PRIMARY KEY (id));
INSERT INTO t VALUES (1, '5'), (2, '');
-- after
CREATE TABLE t (id int NOT NULL, v int, PRIMARY KEY (id));
