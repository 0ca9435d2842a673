-- before
CREATE TABLE t (id int PRIMARY KEY, a varchar(20), b numeric(5,2), c text);
INSERT INTO t VALUES (1, 'a ', 1.50, 'x');
-- after
CREATE TABLE t (id bigint PRIMARY KEY, a varchar(40), b numeric(9,2), c varchar(9));
