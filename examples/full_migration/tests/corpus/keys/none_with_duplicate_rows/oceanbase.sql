-- Without a key the rows are copied in one pass and compared by sums, of which equal rows are counted each.
-- before
CREATE TABLE t (a int, v varchar(20));
INSERT INTO t VALUES (1, 'a'), (1, 'a'), (NULL, NULL), (NULL, NULL), (NULL, NULL);
-- after
CREATE TABLE t (a bigint, v varchar(20));
