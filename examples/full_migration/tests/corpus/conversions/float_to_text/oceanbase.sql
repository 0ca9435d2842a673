-- before
CREATE TABLE t (id int NOT NULL, v float, PRIMARY KEY (id));
INSERT INTO t VALUES (1, 0.5), (2, 16777216), (3, -1.25), (4, 123456.789), (5, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v varchar(30), PRIMARY KEY (id));
