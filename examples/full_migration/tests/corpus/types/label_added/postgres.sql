-- before
CREATE TYPE mood AS ENUM ('sad', 'it''s');
CREATE TABLE t (id int PRIMARY KEY, m mood, a mood[]);
INSERT INTO t VALUES (1, 'sad', '{sad,it''s}'), (2, NULL, NULL);
-- after
CREATE TYPE mood AS ENUM ('sad', 'ok 😀', 'it''s');
CREATE TABLE t (id int PRIMARY KEY, m mood, a mood[]);
