-- before
CREATE TABLE t (id int NOT NULL, v varchar(20), PRIMARY KEY (id));
INSERT INTO t VALUES (1, 'abc'), (2, ''), (3, 'abc ');
-- after
CREATE TABLE t (id int NOT NULL, v char(20), PRIMARY KEY (id));
