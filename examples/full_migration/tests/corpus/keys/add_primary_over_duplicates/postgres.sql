-- before
CREATE TABLE t (id int NOT NULL, v varchar(20));
INSERT INTO t VALUES (1, 'a'), (1, 'a');
-- after
CREATE TABLE t (id int NOT NULL, v varchar(20), PRIMARY KEY (id));
