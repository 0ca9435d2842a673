-- before
CREATE TABLE t (id int NOT NULL, v varchar(20), w datetime(3), PRIMARY KEY (id));
INSERT INTO t VALUES (1, 'a', '2024-01-01 12:00:00.123'), (2, 'b', NULL);
-- after
CREATE TABLE t (id int NOT NULL, v varchar(20), w datetime(3) DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3), PRIMARY KEY (id));
