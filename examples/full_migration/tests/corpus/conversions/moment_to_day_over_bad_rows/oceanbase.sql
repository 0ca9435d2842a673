-- before
CREATE TABLE t (id int NOT NULL, v datetime(6), PRIMARY KEY (id));
INSERT INTO t VALUES (1, '2024-01-01'), (2, '2024-01-01 00:00:00.000001');
-- after
CREATE TABLE t (id int NOT NULL, v date, PRIMARY KEY (id));
