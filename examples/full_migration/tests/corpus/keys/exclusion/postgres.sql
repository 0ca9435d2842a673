-- before
CREATE TABLE t (id int PRIMARY KEY, r int4range);
INSERT INTO t VALUES (1, '[1,3)'), (2, '[3,5)'), (3, NULL);
-- after
CREATE TABLE t (id int PRIMARY KEY, r int4range, CONSTRAINT x EXCLUDE USING gist (r WITH &&));
