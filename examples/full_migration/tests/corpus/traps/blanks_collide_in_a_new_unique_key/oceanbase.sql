-- before
CREATE TABLE t (id int NOT NULL, v varchar(9), PRIMARY KEY (id));
INSERT INTO t VALUES (1, 'a'), (2, 'a '), (3, NULL), (4, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v varchar(9), PRIMARY KEY (id), UNIQUE KEY u (v));
