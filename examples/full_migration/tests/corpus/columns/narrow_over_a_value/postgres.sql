-- before
CREATE TABLE t (id int PRIMARY KEY, a bigint);
INSERT INTO t VALUES (1, 3000000000);
-- after
CREATE TABLE t (id int PRIMARY KEY, a int);
