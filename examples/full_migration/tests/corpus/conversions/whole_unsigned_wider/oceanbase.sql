-- before
CREATE TABLE t (id int NOT NULL, v int unsigned, PRIMARY KEY (id));
INSERT INTO t VALUES (1, 0), (2, 4294967295), (3, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v bigint, PRIMARY KEY (id));
