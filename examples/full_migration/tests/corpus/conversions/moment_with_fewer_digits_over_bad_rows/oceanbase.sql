-- before
CREATE TABLE t (id int NOT NULL, v datetime(6), PRIMARY KEY (id));
INSERT INTO t VALUES (1, '2024-01-01 12:00:00.123'), (2, '9999-12-31 23:59:59.999'), (3, '2024-01-01 12:00:00.1234');
-- after
CREATE TABLE t (id int NOT NULL, v datetime(3), PRIMARY KEY (id));
