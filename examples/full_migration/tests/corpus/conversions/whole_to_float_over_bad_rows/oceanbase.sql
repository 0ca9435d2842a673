-- before
CREATE TABLE t (id int NOT NULL, v int, PRIMARY KEY (id));
INSERT INTO t VALUES (1, 16777216), (2, -1), (3, 16777217);
-- after
CREATE TABLE t (id int NOT NULL, v float, PRIMARY KEY (id));
