-- before
CREATE TABLE t (id int PRIMARY KEY, j jsonb);
INSERT INTO t VALUES (1, '{"a": 1}');
-- after
CREATE TABLE t (id int PRIMARY KEY, j jsonb);
CREATE INDEX i ON t USING gin (j jsonb_path_ops);
