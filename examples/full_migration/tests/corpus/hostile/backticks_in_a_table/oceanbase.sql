-- Indexes are built before the copy: the server fills one with a statement of its own, in which it
-- does not double the backticks.
-- before
CREATE TABLE `t``a` (`i``d` int NOT NULL, `v` varchar(9), PRIMARY KEY (`i``d`), UNIQUE KEY `u``n` (`v`), KEY `k``` (`v`, `i``d`));
INSERT INTO `t``a` VALUES (1, 'a');
-- after
CREATE TABLE `t``a` (`i``d` bigint NOT NULL, `v` varchar(9), `n``` int, PRIMARY KEY (`i``d`), UNIQUE KEY `u``n` (`v`), KEY `k``` (`v`, `i``d`));
