-- before
CREATE TABLE t (id int NOT NULL, v bigint, PRIMARY KEY (id));
INSERT INTO t VALUES (1, 9007199254740992), (2, -1), (3, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v double, PRIMARY KEY (id));
