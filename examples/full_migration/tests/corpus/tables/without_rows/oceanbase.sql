-- before
CREATE TABLE t (id int NOT NULL, v varchar(20), PRIMARY KEY (id));
-- after
CREATE TABLE t (id int NOT NULL, v varchar(20), w int, PRIMARY KEY (id), UNIQUE KEY u (v));
