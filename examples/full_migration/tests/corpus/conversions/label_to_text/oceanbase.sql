-- before
CREATE TABLE t (id int NOT NULL, v enum('a','it''s'), PRIMARY KEY (id));
INSERT INTO t VALUES (1, 'a'), (2, 'it''s'), (3, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v varchar(9), PRIMARY KEY (id));
