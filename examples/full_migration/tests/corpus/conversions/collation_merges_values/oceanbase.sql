-- before
CREATE TABLE t (id int NOT NULL, v varchar(9), PRIMARY KEY (id));
INSERT INTO t VALUES (1, 'a'), (2, 'A'), (3, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v varchar(9) COLLATE utf8mb4_general_ci, PRIMARY KEY (id));
