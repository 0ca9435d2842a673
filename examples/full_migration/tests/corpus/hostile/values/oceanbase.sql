-- before
CREATE TABLE t (id int NOT NULL, v varchar(200), b varbinary(20), j json, PRIMARY KEY (id));
INSERT INTO t VALUES (1, '''; DROP TABLE t; --', x'00275c220a1a00ff', '{"a''b": "\\\\"}'), (2, '\0\n\r\Z%_', x'', '[]'), (3, '\\', NULL, 'null');
-- after
CREATE TABLE t (id int NOT NULL, v varchar(200) DEFAULT '''; -- \\', b varbinary(40), j json, PRIMARY KEY (id), CONSTRAINT c CHECK (v <> 'it''s \\' OR id = 1));
