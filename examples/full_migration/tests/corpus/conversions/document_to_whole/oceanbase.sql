-- before
CREATE TABLE t (id int NOT NULL, v json, PRIMARY KEY (id));
INSERT INTO t VALUES (1, '5'), (2, '-5'), (3, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v int, PRIMARY KEY (id));
