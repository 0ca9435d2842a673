-- before
CREATE DOMAIN amount AS int CHECK (VALUE >= 0);
CREATE TABLE t (id int PRIMARY KEY, n amount, m amount DEFAULT 3);
INSERT INTO t VALUES (1, 5, 6), (2, NULL, NULL);
-- after
CREATE DOMAIN amount AS int CHECK (VALUE > 1);
CREATE TABLE t (id int PRIMARY KEY, n amount, m amount DEFAULT 3);
