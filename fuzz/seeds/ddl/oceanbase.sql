/*!40101 SET NAMES utf8mb4 */;
CREATE TABLE `a``b` (`id` bigint(20) unsigned NOT NULL AUTO_INCREMENT COMMENT 'it\'s', `e` enum('a','b\\') DEFAULT 'a',
  v varchar(5) CHARACTER SET binary, t timestamp(6) DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  f float(7,2) DEFAULT (uuid()), b bit(3) DEFAULT b'101', g point SRID 0, w VECTOR(3), y ARRAY(ARRAY(INT)), z SERIAL,
  n int AS (id + 1) VIRTUAL, PRIMARY KEY (id), UNIQUE KEY (v, e), KEY k (v(3), (id + 1)) STORING (f) BLOCK_SIZE 16384 GLOBAL,
  FULLTEXT KEY ft (e) WITH PARSER ngram PARSER_PROPERTIES=(a=1), CHECK (id > 0) NOT ENFORCED,
  FOREIGN KEY (n) REFERENCES `d`.`a``b` (id) ON DELETE CASCADE)
  ORGANIZATION INDEX AUTO_INCREMENT = 18446744073709551615 DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin COMMENT = 'c'
  partition by range columns(`id`) subpartition by hash(n) subpartition template (subpartition s0, subpartition s1)
  (partition p0 values less than (10), partition p1 values less than (maxvalue));
CREATE TABLE h (a int primary key) PARTITION BY LIST (a) (PARTITION p VALUES IN (1, NULL), PARTITION q VALUES IN (DEFAULT));
DELIMITER $$
CREATE PROCEDURE p() BEGIN SELECT 1; END$$
DELIMITER ;
INSERT INTO h VALUES ('\';', "x"); -- end
ALTER TABLE h ADD COLUMN z int, AUTO_INCREMENT = 7;
