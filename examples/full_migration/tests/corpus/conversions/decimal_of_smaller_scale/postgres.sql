-- before
CREATE TABLE t (id int PRIMARY KEY, v numeric(8, 3));
INSERT INTO t VALUES (1, 1.005), (2, -2.345), (3, 7.100), (4, NULL);
-- after
CREATE TABLE t (id int PRIMARY KEY, v numeric(8, 1));
