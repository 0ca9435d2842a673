CREATE TABLE columns (
  `id` bigint unsigned AUTO_INCREMENT PRIMARY KEY,
  `b``t "q" \ é` int COMMENT 'it''s \\ a "comment"\nof two lines',
  text_of_call varchar(40) DEFAULT 'uuid()', call_of_text varchar(40) DEFAULT (uuid()),
  quotes varchar(40) DEFAULT 'a\\b''c\nd"e', bytes varbinary(9) DEFAULT x'00ff275c',
  sum_of_two int DEFAULT (1 + 1), two int DEFAULT 2, bits bit(9) DEFAULT b'101',
  labels enum('it''s', 'b\\s', 'c,d', ')') DEFAULT 'it''s',
  deceptive enum('a'',''b', 'c'), plain enum('x', 'y') COLLATE utf8mb4_bin NOT NULL,
  many set('p''q', 'r') DEFAULT 'r', day date DEFAULT (curdate()),
  changed datetime(6) DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  summed int AS (`two` + 1) VIRTUAL, kept varchar(50) AS (concat(quotes, ',)''', `b``t "q" \ é`)) STORED,
  unseen int INVISIBLE DEFAULT 3, padded int unsigned zerofill, approx float(7,2),
  spot point NOT NULL, shape geometry, lengths VECTOR(3), listed ARRAY(INT), sparse SPARSEVECTOR,
  SPATIAL KEY spots (spot), VECTOR KEY near (lengths) WITH (distance = l2, type = hnsw)
) AUTO_INCREMENT = 1000 COMMENT 'partition by ''x''';
CREATE TABLE indexes (
  id int, a int, b int, c varchar(40), d varchar(40), t text, PRIMARY KEY (id) COMMENT 'of the key',
  KEY `stored` (a) STORING (c, b), KEY `hi``dden` (b) INVISIBLE, KEY told (c) COMMENT 'it''s, \\ )',
  KEY `sel``ect` (d(10), a), KEY calls ((lower(c)), b), UNIQUE KEY once (a, b) COMMENT 'u',
  UNIQUE KEY once_called ((a + 1)), UNIQUE KEY once_short (d(5)), KEY everywhere (a, c) GLOBAL,
  KEY hashed (a) USING HASH, FULLTEXT KEY words (c, t) WITH PARSER ngram COMMENT 'w',
  KEY odd ((concat(c, ')''')))
) COLLATE utf8mb4_bin;
CREATE TABLE global_keys (
  id int PRIMARY KEY, a int, b int, UNIQUE KEY one (a) GLOBAL, KEY own (b) GLOBAL STORING (a),
  KEY split (b, a) GLOBAL PARTITION BY HASH (b) PARTITIONS 2
) PARTITION BY HASH (id) PARTITIONS 2;
CREATE TABLE parent (id int PRIMARY KEY, a int, b varchar(9), UNIQUE KEY both_of (a, b));
CREATE TABLE child (
  id int PRIMARY KEY, a int, b varchar(9), p int,
  CONSTRAINT `to``parent` FOREIGN KEY (a, b) REFERENCES parent (a, b) ON DELETE CASCADE ON UPDATE SET NULL,
  CONSTRAINT far FOREIGN KEY (p) REFERENCES OTHER.far (id) ON DELETE NO ACTION,
  CONSTRAINT `che``ck` CHECK (a > 0 AND b <> ')''' OR b LIKE 'x\\_%'),
  CONSTRAINT lax CHECK (p < 10) NOT ENFORCED
);
CREATE TABLE frozen (id int PRIMARY KEY) READ ONLY;
CREATE TABLE heap (id int) ORGANIZATION HEAP TABLE_MODE = 'QUEUING';
CREATE TABLE by_range (a int, b int) PARTITION BY RANGE (a) (
  PARTITION low VALUES LESS THAN (-5), PARTITION `mi ddle` VALUES LESS THAN (10), PARTITION high VALUES LESS THAN MAXVALUE);
CREATE TABLE by_columns (d datetime(3), s varchar(20), n decimal(10,2)) PARTITION BY RANGE COLUMNS (d, s, n) (
  PARTITION p0 VALUES LESS THAN ('2024-01-01 00:00:00.5', 'm,)', 1.5), PARTITION p1 VALUES LESS THAN (MAXVALUE, MAXVALUE, MAXVALUE));
CREATE TABLE by_list (a int) PARTITION BY LIST (a) (
  PARTITION some VALUES IN (3, 1, -2), PARTITION none VALUES IN (NULL, 7), PARTITION rest VALUES IN (DEFAULT));
CREATE TABLE by_pairs (`A` int, s varchar(20)) PARTITION BY LIST COLUMNS (a, s) (
  PARTITION p0 VALUES IN ((1, 'x'), (2, 'y')), PARTITION p1 VALUES IN ((NULL, 'z')));
CREATE TABLE by_quotes (s varchar(20)) PARTITION BY LIST COLUMNS (s) (
  PARTITION `p``0` VALUES IN ('it''s', 'b\\'), PARTITION p1 VALUES IN ('MAXVALUE', 'DEFAULT', 'a'',''b'));
CREATE TABLE by_key (a varchar(9), `b)` int, PRIMARY KEY (a, `b)`)) PARTITION BY KEY (`b)`, a) PARTITIONS 2;
CREATE TABLE by_primary_key (a int PRIMARY KEY) PARTITION BY KEY () PARTITIONS 2;
CREATE TABLE by_call (d datetime, a int) PARTITION BY HASH (year(d) + a) PARTITIONS 2;
CREATE TABLE twice (d date, a int) PARTITION BY RANGE COLUMNS (d) SUBPARTITION BY RANGE (a) (
  PARTITION p0 VALUES LESS THAN ('2024-01-01') (SUBPARTITION p0a VALUES LESS THAN (10), SUBPARTITION p0b VALUES LESS THAN MAXVALUE),
  PARTITION p1 VALUES LESS THAN (MAXVALUE) (SUBPARTITION p1a VALUES LESS THAN MAXVALUE));
CREATE TABLE by_template (d date, s varchar(9)) PARTITION BY RANGE COLUMNS (d) SUBPARTITION BY LIST COLUMNS (s)
  SUBPARTITION TEMPLATE (SUBPARTITION s0 VALUES IN ('a', 'b'), SUBPARTITION s1 VALUES IN (DEFAULT)) (
  PARTITION p0 VALUES LESS THAN ('2024-01-01'), PARTITION p1 VALUES LESS THAN (MAXVALUE));
CREATE TABLE by_both (a int, b int) PARTITION BY HASH (a) SUBPARTITION BY KEY (b) SUBPARTITIONS 2 PARTITIONS 2;
CREATE VIEW seen AS SELECT c.id, p.b FROM child c JOIN parent p ON p.id = c.p;
CREATE VIEW checked AS SELECT id FROM child WHERE a > 1 WITH CHECK OPTION;
CREATE VIEW `se``en` AS SELECT id FROM seen;
CREATE TRIGGER `wat ch` BEFORE UPDATE ON child FOR EACH ROW SET new.b = 'it''s';
CREATE PROCEDURE work (IN a int, OUT b varchar(9)) BEGIN SET b = 'it''s'; END;
CREATE FUNCTION one (x int) RETURNS int DETERMINISTIC RETURN 1;
SET foreign_key_checks = 0;
CREATE TABLE orphan (id int, CONSTRAINT nowhere FOREIGN KEY (id) REFERENCES nowhere (id));
SET foreign_key_checks = 1;
CREATE TABLE failed (p int, q int);
INSERT INTO failed VALUES (7, 7);
