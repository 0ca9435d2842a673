-- before
CREATE TABLE t (id int NOT NULL, v datetime(6), PRIMARY KEY (id));
INSERT INTO t VALUES (1, '2024-01-01 12:00:00.123456'), (2, '0001-01-01'), (3, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v timestamp(6) NULL, PRIMARY KEY (id));
