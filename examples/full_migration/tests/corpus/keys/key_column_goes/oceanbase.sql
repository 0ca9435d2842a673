-- The rows are compared as a whole, since what told them apart is gone.
-- before
CREATE TABLE t (id int NOT NULL, code varchar(9) NOT NULL, v int, PRIMARY KEY (id));
INSERT INTO t VALUES (1, 'a', 1), (2, 'b', 2), (3, 'c', NULL);
-- after
CREATE TABLE t (code varchar(9) NOT NULL, v int, PRIMARY KEY (code));
