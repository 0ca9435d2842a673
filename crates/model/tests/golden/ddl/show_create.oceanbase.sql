-- MySQL dump
/*!40101 SET NAMES utf8mb4 */;
DROP TABLE IF EXISTS `orders`;
CREATE TABLE `customers` (
  `id` bigint(20) NOT NULL AUTO_INCREMENT COMMENT 'the number',
  `name` varchar(50) COLLATE utf8mb4_bin NOT NULL DEFAULT 'x',
  `mail` varchar(80) CHARACTER SET utf8mb4 DEFAULT NULL,
  `mood` enum('a','b)') NOT NULL DEFAULT 'a',
  `state` int(11) DEFAULT '5',
  `price` decimal(10,2) unsigned DEFAULT '1.50',
  `made` timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  `twice` int(11) GENERATED ALWAYS AS ((`state` * 2)) VIRTUAL,
  `kept` int(11) GENERATED ALWAYS AS ((`state` + 1)) STORED,
  `u` char(36) DEFAULT (uuid()),
  `flags` bit(3) DEFAULT b'101',
  `v` VECTOR(3) DEFAULT NULL,
  `place` point NOT NULL SRID 0,
  PRIMARY KEY (`id`),
  UNIQUE KEY `name` (`name`) BLOCK_SIZE 16384 LOCAL,
  UNIQUE KEY `pre` (`mail`(10)) BLOCK_SIZE 16384 LOCAL,
  KEY `by_state` (`state`, `mail`(5)) STORING (`price`) BLOCK_SIZE 16384 GLOBAL COMMENT 'why',
  KEY `fn` ((lower(`name`))) BLOCK_SIZE 16384 LOCAL INVISIBLE,
  FULLTEXT KEY `ft` (`name`) WITH PARSER SPACE BLOCK_SIZE 16384,
  SPATIAL KEY `sp` (`place`) BLOCK_SIZE 16384 LOCAL,
  CONSTRAINT `positive` CHECK ((`state` > 0))
) ORGANIZATION INDEX AUTO_INCREMENT = 1000 AUTO_INCREMENT_MODE = 'ORDER' DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin ROW_FORMAT = DYNAMIC COMPRESSION = 'zstd_1.3.8' REPLICA_NUM = 1 BLOCK_SIZE = 16384 USE_BLOOM_FILTER = FALSE ENABLE_MACRO_BLOCK_BLOOM_FILTER = FALSE TABLET_SIZE = 134217728 PCTFREE = 0 COMMENT = 'who buys';
CREATE TABLE `orders` (
  `id` bigint(20) NOT NULL,
  `customer` bigint(20) DEFAULT NULL,
  `day` date NOT NULL,
  PRIMARY KEY (`id`, `day`),
  CONSTRAINT `fk` FOREIGN KEY (`customer`) REFERENCES `shop`.`customers`(`id`) ON UPDATE RESTRICT ON DELETE CASCADE
) ORGANIZATION INDEX DEFAULT CHARSET = utf8mb4 ROW_FORMAT = DYNAMIC
 partition by range columns(`day`) subpartition by hash(`id`) subpartition template (
subpartition `s0`,
subpartition `s1`)
(partition `p0` values less than ('2024-01-01'),
partition `p1` values less than (MAXVALUE));
CREATE TABLE h (a int primary key, b int unique, c int unique, d int check (d > 0), unique (b), key (c), check (a <> b), foreign key (b) references h (a), e serial) PARTITION BY HASH (a) PARTITIONS 3;
/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`%`*/ /*!50003 TRIGGER tr BEFORE INSERT ON h FOR EACH ROW SET NEW.b = 1 */;
DELIMITER $$
CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END$$
DELIMITER ;
LOCK TABLES h WRITE;
INSERT INTO h VALUES (1, 'it\'s; fine');
CREATE ALGORITHM=UNDEFINED DEFINER=`a`@`%` SQL SECURITY DEFINER VIEW `w` AS select `h`.`a` AS `a` from `h`;
ALTER TABLE h ADD COLUMN z int, AUTO_INCREMENT = 7;
CREATE INDEX hz ON h (z) BLOCK_SIZE 16384 LOCAL;
