-- before
CREATE TABLE t (id int PRIMARY KEY, m text, a text);
INSERT INTO t VALUES (1, 'sad', 'x'), (2, NULL, NULL);
-- after
CREATE TYPE mood AS ENUM ('sad', 'it''s');
CREATE TABLE t (id int PRIMARY KEY, m mood, a text);
