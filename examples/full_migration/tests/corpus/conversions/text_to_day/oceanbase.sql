-- before
CREATE TABLE t (id int NOT NULL, v varchar(40), PRIMARY KEY (id));
INSERT INTO t VALUES (1, '2024-02-29'), (2, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v date, PRIMARY KEY (id));
