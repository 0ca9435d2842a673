-- before
CREATE TABLE t (id int NOT NULL, v varchar(20), w timestamptz(3), PRIMARY KEY (id));
INSERT INTO t VALUES (1, 'a', '2024-01-01 12:00:00.123+00'), (2, 'b', NULL);
-- after
CREATE TABLE t (id int NOT NULL, v varchar(20), w timestamptz(3) DEFAULT now(), PRIMARY KEY (id));
