-- before
CREATE TABLE t (id int NOT NULL, v varchar(20), PRIMARY KEY (id));
INSERT INTO t VALUES (1, 'abc'), (2, ''), (3, '😀😀😀😀😀'), (4, 'abcdef');
-- after
CREATE TABLE t (id int NOT NULL, v varchar(5), PRIMARY KEY (id));
