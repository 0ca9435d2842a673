-- before
CREATE TABLE t (id int PRIMARY KEY, v varchar(20));
INSERT INTO t VALUES (1, '5'), (2, '5x'), (3, '');
-- after
CREATE TABLE t (id int PRIMARY KEY, v int);
