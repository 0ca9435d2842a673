-- before
CREATE TABLE t (id int NOT NULL, v bigint, PRIMARY KEY (id));
INSERT INTO t VALUES (1, -32768), (2, 32767), (3, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v smallint, PRIMARY KEY (id));
