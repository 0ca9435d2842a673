-- before
CREATE TABLE t (id int NOT NULL, v longtext, PRIMARY KEY (id));
INSERT INTO t VALUES (1, repeat('a', 255)), (2, ''), (3, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v tinytext, PRIMARY KEY (id));
