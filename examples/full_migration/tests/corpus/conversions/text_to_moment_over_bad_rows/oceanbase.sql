-- before
CREATE TABLE t (id int NOT NULL, v varchar(40), PRIMARY KEY (id));
INSERT INTO t VALUES (1, '2024-01-01 12:00:00'), (2, '2024-01-01 12:00:00.123456'), (3, '2024-01-01 12:00:00+02:00');
-- after
CREATE TABLE t (id int NOT NULL, v datetime(6), PRIMARY KEY (id));
