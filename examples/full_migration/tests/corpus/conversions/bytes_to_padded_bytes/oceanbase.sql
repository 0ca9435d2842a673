-- before
CREATE TABLE t (id int NOT NULL, v varbinary(4), PRIMARY KEY (id));
INSERT INTO t VALUES (1, x'00ff00ff'), (2, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v binary(4), PRIMARY KEY (id));
