-- before
CREATE TABLE t (id int NOT NULL, v char(36), PRIMARY KEY (id));
INSERT INTO t VALUES (1, '00000000-0000-0000-0000-00000000000a'), (2, 'ffffffff-ffff-ffff-ffff-ffffffffffff'), (3, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v binary(16), PRIMARY KEY (id));
