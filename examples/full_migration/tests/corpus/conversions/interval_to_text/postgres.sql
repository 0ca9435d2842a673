-- before
CREATE TABLE t (id int PRIMARY KEY, v interval);
INSERT INTO t VALUES (1, '1 year 2 mons 3 days 04:05:06.789'), (2, '-1 days'), (3, '0'), (4, NULL);
-- after
CREATE TABLE t (id int PRIMARY KEY, v text);
