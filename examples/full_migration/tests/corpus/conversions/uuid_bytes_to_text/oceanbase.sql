-- before
CREATE TABLE t (id int NOT NULL, v binary(16), PRIMARY KEY (id));
INSERT INTO t VALUES (1, unhex('0000000000000000000000000000000a')), (2, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v char(36), PRIMARY KEY (id));
