-- What a partial unique index of PostgreSQL becomes.
-- before
CREATE TABLE t (id int NOT NULL, v varchar(20), w int, PRIMARY KEY (id));
INSERT INTO t VALUES (1, 'a', 1), (2, 'a', 0), (3, 'a', 0);
-- after
CREATE TABLE t (id int NOT NULL, v varchar(20), w int, PRIMARY KEY (id), UNIQUE KEY u ((case when w = 1 then v end)));
