-- before
CREATE TABLE t (id int NOT NULL, v varchar(20), w int, PRIMARY KEY (id), UNIQUE KEY u (v));
INSERT INTO t VALUES (1, 'a', 1), (2, 'b', NULL);
-- after
CREATE TABLE t (id int NOT NULL, v varchar(20), w int, PRIMARY KEY (id), UNIQUE KEY u (w, v));
