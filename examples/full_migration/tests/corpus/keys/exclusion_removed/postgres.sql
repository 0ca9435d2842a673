-- before
CREATE TABLE t (id int PRIMARY KEY, r int4range, CONSTRAINT apart EXCLUDE USING gist (r WITH &&));
INSERT INTO t VALUES (1, '[1,3)'), (2, '[3,5)');
-- after
CREATE TABLE t (id int PRIMARY KEY, r int4range);
