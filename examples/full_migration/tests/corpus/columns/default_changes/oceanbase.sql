-- before
CREATE TABLE t (id int PRIMARY KEY, a int DEFAULT 1, b varchar(9) DEFAULT 'it''s', c datetime(3) DEFAULT CURRENT_TIMESTAMP(3), d decimal(5,2) DEFAULT 1.50) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
INSERT INTO t VALUES (1, 7, 'x', '2024-01-01 00:00:00.123', NULL);
INSERT INTO t (id, c) VALUES (2, '2024-01-01');
-- after
CREATE TABLE t (id int PRIMARY KEY, a int DEFAULT 2, b varchar(9) DEFAULT 'NULL', c datetime(3) DEFAULT '2024-02-29 01:02:03.004', d decimal(5,2) DEFAULT -0.01) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
