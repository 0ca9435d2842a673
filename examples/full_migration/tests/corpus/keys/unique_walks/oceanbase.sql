-- Without a primary key the rows are walked by a unique key of columns that are never NULL.
-- before
CREATE TABLE t (a int NOT NULL, v varchar(20), UNIQUE KEY u (a));
INSERT INTO t VALUES (3, 'c'), (1, 'a'), (2, NULL);
-- after
CREATE TABLE t (a int NOT NULL, v varchar(40), UNIQUE KEY u (a));
