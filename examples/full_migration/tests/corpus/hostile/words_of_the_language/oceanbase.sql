-- before
CREATE TABLE `table` (`primary` int NOT NULL, `key` varchar(9), `order` int, PRIMARY KEY (`primary`), KEY `index` (`order`));
INSERT INTO `table` VALUES (1, 'a', 2);
-- after
CREATE TABLE `table` (`primary` int NOT NULL, `key` varchar(19), `order` int, `group` int, PRIMARY KEY (`primary`), KEY `index` (`order`, `group`));
