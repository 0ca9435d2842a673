-- before
CREATE TABLE t (id int NOT NULL, v longtext, PRIMARY KEY (id));
INSERT INTO t VALUES (1, '{"a": 1}'), (2, '[]'), (3, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v json, PRIMARY KEY (id));
