-- To the server `e` and `é` are one name of a column.
-- rename t.e=t.é
-- before
CREATE TABLE t (id int NOT NULL, e int, PRIMARY KEY (id));
INSERT INTO t VALUES (1, 7), (2, NULL);
-- after
CREATE TABLE t (id int NOT NULL, é int, PRIMARY KEY (id));
