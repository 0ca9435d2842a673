-- Each key is read and written as a text at the ends of the pieces.
-- before
CREATE TABLE floats (k double precision PRIMARY KEY, v int);
INSERT INTO floats VALUES (0.1, 1), (0.30000000000000004, 2), (-1e300, 3), ('Infinity', 4), (-0.0, 5);
CREATE TABLE moments (k timestamptz PRIMARY KEY, v int);
INSERT INTO moments VALUES ('2024-01-01 00:00:00.000001+02', 1), ('infinity', 2), ('-infinity', 3), ('0044-03-15 12:00 BC', 4), ('2024-01-01 00:00:00+02', 5);
CREATE TABLE spans (k interval PRIMARY KEY, v int);
INSERT INTO spans VALUES ('1 year -2 days 03:04:05.6', 1), ('-1 mons', 2), ('3 days', 3);
CREATE TABLE bytes (k bytea PRIMARY KEY, v int);
INSERT INTO bytes VALUES ('\x00ff', 1), ('\x', 2), ('\x27', 3), ('\x5c', 4);
CREATE TABLE ids (k uuid, n numeric, b boolean, c char(3), v int, PRIMARY KEY (b, c, n, k));
INSERT INTO ids VALUES ('00000000-0000-0000-0000-000000000001', 1.50, true, 'a', 1), ('00000000-0000-0000-0000-000000000002', 'NaN', false, 'b ', 2), ('00000000-0000-0000-0000-000000000003', 1e30, true, '', 3);
-- after
CREATE TABLE floats (k double precision PRIMARY KEY, v bigint);
CREATE TABLE moments (k timestamptz PRIMARY KEY, v bigint);
CREATE TABLE spans (k interval PRIMARY KEY, v bigint);
CREATE TABLE bytes (k bytea PRIMARY KEY, v bigint);
CREATE TABLE ids (k uuid, n numeric, b boolean, c char(3), v bigint, PRIMARY KEY (b, c, n, k));
