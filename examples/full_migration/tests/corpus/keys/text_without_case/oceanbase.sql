-- before
CREATE TABLE t (k varchar(20) COLLATE utf8mb4_general_ci NOT NULL, v int, PRIMARY KEY (k));
INSERT INTO t VALUES ('b', 1), ('A', 2), ('c', 3), ('D', 4);
-- after
CREATE TABLE t (k varchar(20) COLLATE utf8mb4_general_ci NOT NULL, v bigint, PRIMARY KEY (k));
