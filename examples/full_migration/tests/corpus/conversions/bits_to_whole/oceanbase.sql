-- before
CREATE TABLE t (id int NOT NULL, v bit(8), PRIMARY KEY (id));
INSERT INTO t VALUES (1, b'0'), (2, b'11111111'), (3, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v int, PRIMARY KEY (id));
