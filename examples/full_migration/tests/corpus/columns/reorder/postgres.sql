-- before
CREATE TABLE t (id int NOT NULL, v varchar(20), w int, PRIMARY KEY (id));
INSERT INTO t VALUES (0, 'a', 1), (1, NULL, NULL);
-- after
CREATE TABLE t (w int, v varchar(20), id int NOT NULL, PRIMARY KEY (id));
