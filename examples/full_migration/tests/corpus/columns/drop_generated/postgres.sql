-- before
CREATE TABLE t (id int NOT NULL, v varchar(20), w int GENERATED ALWAYS AS (id * 2) STORED, PRIMARY KEY (id));
INSERT INTO t (id, v) VALUES (0, 'a'), (5, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v varchar(20), PRIMARY KEY (id));
