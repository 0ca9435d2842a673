-- before
CREATE TABLE t (k varchar(20) NOT NULL, v int, PRIMARY KEY (k));
INSERT INTO t VALUES ('', 1), ('a', 2), ('A', 3), ('á', 4), ('a\tb', 5), ('a b', 6), ('😀', 7), ('😁', 8), ('it''s', 9), ('\\', 10);
-- after
CREATE TABLE t (k varchar(20) NOT NULL, v bigint, PRIMARY KEY (k));
