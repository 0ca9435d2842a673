-- before
CREATE TABLE t (id int NOT NULL, v bit(8), PRIMARY KEY (id));
INSERT INTO t VALUES (1, b'1'), (2, b'10000001'), (3, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v varchar(8), PRIMARY KEY (id));
