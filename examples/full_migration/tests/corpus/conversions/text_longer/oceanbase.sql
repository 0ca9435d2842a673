-- before
CREATE TABLE t (id int NOT NULL, v varchar(20), PRIMARY KEY (id));
INSERT INTO t VALUES (1, 'it''s '), (2, ''), (3, '😀'), (4, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v longtext, PRIMARY KEY (id));
