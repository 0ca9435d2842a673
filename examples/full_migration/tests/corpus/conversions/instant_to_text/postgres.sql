-- before
CREATE TABLE t (id int PRIMARY KEY, v timestamptz);
INSERT INTO t VALUES (1, '2024-02-29 23:59:59.123456+02'), (2, 'infinity'), (3, NULL);
-- after
CREATE TABLE t (id int PRIMARY KEY, v text);
