-- before
CREATE TABLE t (id int PRIMARY KEY, a int, s int GENERATED ALWAYS AS (a + 1) STORED);
INSERT INTO t (id, a) VALUES (1, 5), (2, NULL);
-- after
CREATE TABLE t (id int PRIMARY KEY, a int, s int GENERATED ALWAYS AS (a + 2) STORED);
