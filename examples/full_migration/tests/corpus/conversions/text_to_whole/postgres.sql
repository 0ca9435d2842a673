-- before
CREATE TABLE t (id int PRIMARY KEY, v varchar(20));
INSERT INTO t VALUES (1, '5'), (2, '-2147483648'), (3, '0'), (4, NULL);
-- after
CREATE TABLE t (id int PRIMARY KEY, v int);
