-- before
CREATE TABLE t (a bigint NOT NULL, b varchar(9) NOT NULL, c datetime(6) NOT NULL, v int, PRIMARY KEY (b, a, c));
INSERT INTO t VALUES (1, 'x', '2024-01-01', 1), (1, 'x', '2024-01-01 00:00:00.000001', 2), (-9223372036854775808, 'y', '9999-12-31 23:59:59.999999', 3), (2, 'x', '2024-01-01', 4);
-- after
CREATE TABLE t (a bigint NOT NULL, b varchar(9) NOT NULL, c datetime(6) NOT NULL, v bigint, PRIMARY KEY (b, a, c));
