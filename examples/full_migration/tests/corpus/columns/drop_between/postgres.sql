-- before
CREATE TABLE t (id int PRIMARY KEY, a text, b text DEFAULT 'b', c text NOT NULL, CHECK (a <> c));
INSERT INTO t VALUES (1, 'x', 'y', 'z'), (2, NULL, NULL, '');
-- after
CREATE TABLE t (id int PRIMARY KEY, b text DEFAULT 'b', c text NOT NULL);
