-- before
CREATE TABLE t (id int NOT NULL, v datetime, PRIMARY KEY (id));
INSERT INTO t VALUES (1, '2024-01-01 12:00:00'), (2, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v varchar(10), PRIMARY KEY (id));
