-- before
CREATE TABLE t (id bigint NOT NULL AUTO_INCREMENT, v varchar(20), PRIMARY KEY (id));
INSERT INTO t VALUES (0, 'zero'), (-5, 'less'), (41, 'last');
DELETE FROM t WHERE id = 41;
-- after
CREATE TABLE t (id bigint NOT NULL AUTO_INCREMENT, v varchar(20), w int, PRIMARY KEY (id));
