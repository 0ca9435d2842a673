-- before
CREATE TABLE t (id int NOT NULL, v varchar(40), PRIMARY KEY (id));
INSERT INTO t VALUES (1, '12:00:00'), (2, '-838:59:59'), (3, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v time(6), PRIMARY KEY (id));
