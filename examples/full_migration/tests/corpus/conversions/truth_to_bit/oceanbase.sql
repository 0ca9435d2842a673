-- before
CREATE TABLE t (id int NOT NULL, v tinyint(1), PRIMARY KEY (id));
INSERT INTO t VALUES (1, 0), (2, 1), (3, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v bit(1), PRIMARY KEY (id));
