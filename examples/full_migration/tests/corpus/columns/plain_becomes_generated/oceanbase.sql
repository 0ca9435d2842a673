-- before
CREATE TABLE t (id int NOT NULL, v varchar(20), w int, PRIMARY KEY (id));
INSERT INTO t VALUES (1, 'a', 2), (5, NULL, 10);
-- after
CREATE TABLE t (id int NOT NULL, v varchar(20), w int AS (id * 2) STORED, PRIMARY KEY (id));
