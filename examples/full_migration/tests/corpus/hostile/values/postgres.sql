-- before
CREATE TABLE t (id int PRIMARY KEY, v text, b bytea, j json);
INSERT INTO t VALUES (1, '''; DROP TABLE t; --', '\x00275c220a1a00ff', '{"a''b": "\\"}'), (2, E'\n\r\x1a%_', '', '[]'), (3, '\', NULL, 'null');
-- after
CREATE TABLE t (n int, id int PRIMARY KEY, v text DEFAULT '''; -- \', b bytea DEFAULT '\x2700', j json, CONSTRAINT c CHECK (v <> 'it''s \' OR id = 1));
