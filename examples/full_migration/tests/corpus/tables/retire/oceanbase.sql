-- It is kept under its backup name.
-- before
CREATE TABLE t (id int NOT NULL, v varchar(20), PRIMARY KEY (id));
INSERT INTO t VALUES (0, 'zero'), (1, NULL), (2, ''), (3, 'it''s \\ 😀 ');
CREATE TABLE gone (id int NOT NULL, PRIMARY KEY (id));
INSERT INTO gone VALUES (1), (2);
-- after
CREATE TABLE t (id int NOT NULL, v varchar(20), PRIMARY KEY (id));
