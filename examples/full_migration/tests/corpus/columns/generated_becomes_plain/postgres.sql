-- before
CREATE TABLE t (id int NOT NULL, v varchar(20), w int GENERATED ALWAYS AS (id * 2) STORED, PRIMARY KEY (id));
CREATE TABLE u (id int PRIMARY KEY, a int, b int GENERATED ALWAYS AS (a + 1) STORED, c text);
CREATE INDEX of_b ON u (b);
INSERT INTO t (id, v) VALUES (0, 'a'), (5, NULL);
INSERT INTO u (id, a) VALUES (1, 5), (2, NULL);
-- after
CREATE TABLE t (id int NOT NULL, v varchar(20), w int, PRIMARY KEY (id));
CREATE TABLE u (id int PRIMARY KEY, b bigint DEFAULT 7, c text);
CREATE INDEX of_b ON u (b);
