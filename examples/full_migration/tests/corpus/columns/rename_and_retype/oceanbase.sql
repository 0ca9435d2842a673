-- rename t.a=t.b
-- value t.b=coalesce(a, -1)
-- before
CREATE TABLE t (id int NOT NULL, a int, PRIMARY KEY (id));
INSERT INTO t VALUES (1, -2147483648), (2, NULL);
-- after
CREATE TABLE t (id int NOT NULL, b bigint NOT NULL DEFAULT 0, PRIMARY KEY (id));
