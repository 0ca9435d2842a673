-- before
CREATE TABLE t (id bigint NOT NULL AUTO_INCREMENT, v varchar(20), PRIMARY KEY (id));
INSERT INTO t VALUES (7, 'a'), (9, 'b');
-- after
CREATE TABLE t (id bigint NOT NULL, v varchar(20), PRIMARY KEY (id));
