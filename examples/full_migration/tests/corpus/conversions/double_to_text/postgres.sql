-- before
CREATE TABLE t (id int PRIMARY KEY, v double precision);
INSERT INTO t VALUES (1, 0.1), (2, 1e300), (3, 'NaN'), (4, '-Infinity'), (5, '-0'), (6, NULL);
-- after
CREATE TABLE t (id int PRIMARY KEY, v text);
