-- before
CREATE TABLE t (id int PRIMARY KEY, v bytea);
INSERT INTO t VALUES (1, '\x00ff'), (2, ''), (3, 'ascii'), (4, NULL);
-- after
CREATE TABLE t (id int PRIMARY KEY, v text);
