-- before
CREATE TABLE t (id int NOT NULL, v longtext, PRIMARY KEY (id));
INSERT INTO t VALUES (1, '{"a": 1}'), (2, '{"a": 1, "a": 2}');
-- after
CREATE TABLE t (id int NOT NULL, v json, PRIMARY KEY (id));
