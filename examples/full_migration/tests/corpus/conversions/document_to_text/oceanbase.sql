-- before
CREATE TABLE t (id int NOT NULL, v json, PRIMARY KEY (id));
INSERT INTO t VALUES (1, '{"b": 1, "a": [1.5, null]}'), (2, '"x"'), (3, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v longtext, PRIMARY KEY (id));
