-- before
CREATE TABLE t (id int NOT NULL, v varchar(9), PRIMARY KEY (id));
INSERT INTO t VALUES (1, 'true'), (2, 'false'), (3, 'maybe');
-- after
CREATE TABLE t (id int NOT NULL, v tinyint(1), PRIMARY KEY (id));
