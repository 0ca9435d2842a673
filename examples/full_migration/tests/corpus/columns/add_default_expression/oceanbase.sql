-- The server works the expression out for each row that it copies.
-- before
CREATE TABLE t (id int NOT NULL, v varchar(20), PRIMARY KEY (id));
INSERT INTO t VALUES (0, 'zero'), (1, NULL), (2, ''), (3, 'it''s \\ 😀 ');
-- after
CREATE TABLE t (id int NOT NULL, v varchar(20), w bigint DEFAULT (1 + 1), b varchar(9) DEFAULT (concat('a', 'b')), PRIMARY KEY (id));
