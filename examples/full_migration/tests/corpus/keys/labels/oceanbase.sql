-- Labels are ordered by position and compared by their text, so such a key does not walk.
-- before
CREATE TABLE t (k enum('z','a','m') NOT NULL, v int, PRIMARY KEY (k));
INSERT INTO t VALUES ('z', 1), ('a', 2), ('m', 3);
-- after
CREATE TABLE t (k enum('z','a','m') NOT NULL, v bigint, PRIMARY KEY (k));
