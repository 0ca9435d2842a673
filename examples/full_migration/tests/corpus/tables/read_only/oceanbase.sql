-- Nobody may write to it, nor rename it.
-- before
CREATE TABLE t (id int NOT NULL, v varchar(20), PRIMARY KEY (id));
ALTER TABLE t READ ONLY;
-- after
CREATE TABLE t (id int NOT NULL, v varchar(20), w int, PRIMARY KEY (id));
