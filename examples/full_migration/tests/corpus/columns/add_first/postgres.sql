-- PostgreSQL adds columns at the end only: the table is made again, and the rows come back.
-- before
CREATE TABLE t (id int NOT NULL, v varchar(20), PRIMARY KEY (id));
INSERT INTO t VALUES (0, 'zero'), (1, NULL), (2, ''), (3, 'it''s \ 😀 ');
-- after
CREATE TABLE t (w int, id int NOT NULL, v varchar(20), PRIMARY KEY (id));
