-- before
CREATE TABLE t (id int PRIMARY KEY, a int, b text);
INSERT INTO t VALUES (1, 5, 'x'), (2, NULL, 'y'), (3, NULL, NULL);
-- after
CREATE TABLE t (id int PRIMARY KEY, a int, b text, CONSTRAINT u UNIQUE (a) INCLUDE (b));
