-- before
CREATE TABLE t (a int NOT NULL, b varchar(9) NOT NULL, v int, PRIMARY KEY (a));
INSERT INTO t VALUES (1, 'a', 1), (2, 'A', 2), (3, 'a ', 3);
-- after
CREATE TABLE t (a int NOT NULL, b varchar(9) NOT NULL, v int, PRIMARY KEY (b, a));
