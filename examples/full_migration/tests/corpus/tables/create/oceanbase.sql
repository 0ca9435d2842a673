-- Without a source of rows it is created empty, and the plan says so.
-- before
CREATE TABLE t (id int NOT NULL, v varchar(20), PRIMARY KEY (id));
INSERT INTO t VALUES (0, 'zero'), (1, NULL), (2, ''), (3, 'it''s \\ 😀 ');
-- after
CREATE TABLE t (id int NOT NULL, v varchar(20), PRIMARY KEY (id));
CREATE TABLE fresh (id int NOT NULL AUTO_INCREMENT, v varchar(9) DEFAULT 'x', PRIMARY KEY (id), KEY i (v), CONSTRAINT c CHECK (v <> 'y'));
