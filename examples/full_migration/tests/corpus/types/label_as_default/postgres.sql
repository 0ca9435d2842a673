-- before
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE t (id int PRIMARY KEY, m mood NOT NULL DEFAULT 'sad');
INSERT INTO t VALUES (1, 'happy');
INSERT INTO t VALUES (2);
-- after
CREATE TYPE mood AS ENUM ('sad', 'fine', 'happy');
CREATE TABLE t (id int PRIMARY KEY, m mood NOT NULL DEFAULT 'fine');
