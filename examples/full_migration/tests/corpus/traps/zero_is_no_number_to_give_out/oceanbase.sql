-- A zero in a column that numbers itself is a value, and stays one; the numbers go on where they were, behind rows that are gone.
-- before
CREATE TABLE t (id bigint NOT NULL AUTO_INCREMENT, v varchar(20), PRIMARY KEY (id)) AUTO_INCREMENT = 5000000;
INSERT INTO t VALUES (0, 'zero'), (1, 'one');
-- after
CREATE TABLE t (id bigint NOT NULL AUTO_INCREMENT, v varchar(40), PRIMARY KEY (id)) AUTO_INCREMENT = 5000000;
