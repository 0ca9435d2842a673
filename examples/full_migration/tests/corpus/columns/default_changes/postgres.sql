-- before
CREATE TABLE t (id int PRIMARY KEY, a int DEFAULT 1, b text DEFAULT 'it''s', c timestamptz DEFAULT now(), d numeric DEFAULT 1.50);
INSERT INTO t VALUES (1, 7, 'x', '2024-01-01 00:00:00.123', NULL);
INSERT INTO t (id, c) VALUES (2, '2024-01-01');
-- after
CREATE TABLE t (id int PRIMARY KEY, a int DEFAULT 2, b text DEFAULT 'NULL', c timestamptz DEFAULT '2024-02-29 01:02:03.004+00', d numeric DEFAULT (1 + 1));
