-- before
CREATE TABLE t (id int PRIMARY KEY, v boolean NOT NULL DEFAULT true);
INSERT INTO t VALUES (1, true), (2, false);
-- after
CREATE TABLE t (id int PRIMARY KEY, v int NOT NULL DEFAULT 1);
