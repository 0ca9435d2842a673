-- before
CREATE TABLE t (id int NOT NULL, v varchar(20), PRIMARY KEY (id));
INSERT INTO t VALUES (1, 'é'), (2, ''), (3, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v varbinary(80), PRIMARY KEY (id));
