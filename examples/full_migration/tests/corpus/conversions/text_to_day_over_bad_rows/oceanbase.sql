-- before
CREATE TABLE t (id int NOT NULL, v varchar(40), PRIMARY KEY (id));
INSERT INTO t VALUES (1, '2024-02-29'), (2, '2024-01-01garbage');
-- after
CREATE TABLE t (id int NOT NULL, v date, PRIMARY KEY (id));
