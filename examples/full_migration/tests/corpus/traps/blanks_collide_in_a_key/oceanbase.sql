-- To every collation but the binary one, texts that differ in blanks at the end are one.
-- The question that is asked before compares bytes and finds nothing; the key of the new table refuses the copy, and everything is undone.
-- before
CREATE TABLE t (k varbinary(9) NOT NULL, v int, PRIMARY KEY (k));
INSERT INTO t VALUES ('a', 1), ('a ', 2), ('b', 3);
-- after
CREATE TABLE t (k varchar(9) NOT NULL, v int, PRIMARY KEY (k));
