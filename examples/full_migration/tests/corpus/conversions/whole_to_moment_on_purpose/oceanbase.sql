-- value t.v=from_unixtime(v)
-- before
CREATE TABLE t (id int NOT NULL, v bigint, PRIMARY KEY (id));
INSERT INTO t VALUES (1, 1704067200), (2, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v datetime, PRIMARY KEY (id));
