-- before
CREATE TABLE t (id int NOT NULL, v datetime(6), PRIMARY KEY (id));
INSERT INTO t VALUES (1, '2024-01-01'), (2, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v date, PRIMARY KEY (id));
