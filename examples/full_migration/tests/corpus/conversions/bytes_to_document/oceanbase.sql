-- before
CREATE TABLE t (id int NOT NULL, v longblob, PRIMARY KEY (id));
INSERT INTO t VALUES (1, '{"a": 1}'), (2, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v json, PRIMARY KEY (id));
