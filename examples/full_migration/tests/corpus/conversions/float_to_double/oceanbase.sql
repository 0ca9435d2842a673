-- before
CREATE TABLE t (id int NOT NULL, v float, PRIMARY KEY (id));
INSERT INTO t VALUES (1, 0.1), (2, 3.4028234e38), (3, -0.5), (4, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v double, PRIMARY KEY (id));
