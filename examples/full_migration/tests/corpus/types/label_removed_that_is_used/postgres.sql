-- before
CREATE TYPE mood AS ENUM ('sad', 'it''s');
CREATE TABLE t (id int PRIMARY KEY, m mood, a mood[]);
INSERT INTO t VALUES (1, 'it''s', NULL);
-- after
CREATE TYPE mood AS ENUM ('sad');
CREATE TABLE t (id int PRIMARY KEY, m mood, a mood[]);
