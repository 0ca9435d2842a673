-- Names of checks are unique in a database and cannot be changed: the new table is built with another name and gets this one from the backup.
-- before
CREATE TABLE t (id int NOT NULL, v varchar(20), PRIMARY KEY (id), CONSTRAINT c CHECK (id >= 0));
INSERT INTO t VALUES (0, 'zero'), (1, NULL), (2, ''), (3, 'it''s \\ 😀 ');
-- after
CREATE TABLE t (id int NOT NULL, v varchar(20), w int, PRIMARY KEY (id), CONSTRAINT c CHECK (id >= 0));
