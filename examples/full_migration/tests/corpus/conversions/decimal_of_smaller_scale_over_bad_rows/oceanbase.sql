-- before
CREATE TABLE t (id int NOT NULL, v decimal(10,4), PRIMARY KEY (id));
INSERT INTO t VALUES (1, 1.5), (2, -1.25), (3, 99999.9900), (4, 1.005);
-- after
CREATE TABLE t (id int NOT NULL, v decimal(10,2), PRIMARY KEY (id));
