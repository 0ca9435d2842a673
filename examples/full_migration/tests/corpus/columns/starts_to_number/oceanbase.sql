-- The id 0 stays 0.
-- before
CREATE TABLE t (id bigint NOT NULL, v varchar(20), PRIMARY KEY (id));
INSERT INTO t VALUES (0, 'zero'), (1, NULL), (2, ''), (3, 'it''s \\ 😀 ');
-- after
CREATE TABLE t (id bigint NOT NULL AUTO_INCREMENT, v varchar(20), PRIMARY KEY (id));
