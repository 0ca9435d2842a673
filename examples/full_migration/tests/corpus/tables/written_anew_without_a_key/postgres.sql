-- before
CREATE TABLE t (a int, j json, p point);
INSERT INTO t VALUES (1, '{"b": 1, "a": 2}', '(1,2)'), (1, '{"b": 1, "a": 2}', '(1,2)'), (NULL, NULL, NULL);
-- after
CREATE TABLE t (a numeric(9, 2), j json, p point);
