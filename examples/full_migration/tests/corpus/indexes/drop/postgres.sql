-- before
CREATE TABLE t (id int NOT NULL, v varchar(20), PRIMARY KEY (id));
CREATE INDEX i ON t (v);
INSERT INTO t VALUES (0, 'zero'), (1, NULL), (2, ''), (3, 'it''s \ 😀 ');
-- after
CREATE TABLE t (id int NOT NULL, v varchar(20), PRIMARY KEY (id));
