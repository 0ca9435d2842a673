-- before
CREATE TABLE t (id int NOT NULL, v longtext, PRIMARY KEY (id));
INSERT INTO t VALUES (1, repeat('a', 255)), (2, ''), (3, repeat('é', 128));
-- after
CREATE TABLE t (id int NOT NULL, v tinytext, PRIMARY KEY (id));
