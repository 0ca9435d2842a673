-- before
CREATE TABLE t (id int NOT NULL, v double, PRIMARY KEY (id));
INSERT INTO t VALUES (1, 5), (2, -5), (3, 2147483647), (4, 2.5);
-- after
CREATE TABLE t (id int NOT NULL, v int, PRIMARY KEY (id));
