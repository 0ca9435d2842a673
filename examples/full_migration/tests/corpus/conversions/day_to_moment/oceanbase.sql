-- before
CREATE TABLE t (id int NOT NULL, v date, PRIMARY KEY (id));
INSERT INTO t VALUES (1, '0001-01-01'), (2, '9999-12-31'), (3, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v datetime(6), PRIMARY KEY (id));
