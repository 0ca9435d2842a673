-- The default calls a sequence that the switch makes.
-- before
CREATE TABLE t (id int PRIMARY KEY, a int);
INSERT INTO t VALUES (1, 2);
-- after
CREATE SEQUENCE tickets;
CREATE TABLE t (id int PRIMARY KEY, a bigint DEFAULT nextval('tickets'));
