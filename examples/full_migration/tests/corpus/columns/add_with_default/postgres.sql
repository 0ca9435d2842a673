-- before
CREATE TABLE t (id int NOT NULL, v varchar(20), PRIMARY KEY (id));
INSERT INTO t VALUES (0, 'zero'), (1, NULL), (2, ''), (3, 'it''s \ 😀 ');
-- after
CREATE TABLE t (id int NOT NULL, v varchar(20), w varchar(9) NOT NULL DEFAULT 'it''s', n numeric(5,2) DEFAULT 1.50, PRIMARY KEY (id));
