-- rename t.a=t.b
-- rename t.b=t.a
-- before
CREATE TABLE t (id int NOT NULL, a varchar(20), b varchar(30), PRIMARY KEY (id));
INSERT INTO t VALUES (1, 'was a', 'was b'), (2, NULL, '');
-- after
CREATE TABLE t (id int NOT NULL, b varchar(20), a varchar(30), PRIMARY KEY (id));
