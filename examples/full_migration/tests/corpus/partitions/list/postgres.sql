-- before
CREATE TABLE t (id int NOT NULL, land text NOT NULL, PRIMARY KEY (id, land));
INSERT INTO t VALUES (1, 'de'), (2, 'cn'), (3, 'fr');
-- after
CREATE TABLE t (id int NOT NULL, land text NOT NULL, PRIMARY KEY (id, land)) PARTITION BY LIST (land);
CREATE TABLE europe PARTITION OF t FOR VALUES IN ('de', 'fr');
CREATE TABLE rest PARTITION OF t DEFAULT;
