-- Its views show a text and an expression alike, leave out digits and kinds, and write conditions anew.
-- before
CREATE TABLE t (id int NOT NULL, v varchar(20) DEFAULT 'CURRENT_TIMESTAMP', m datetime(6) DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6), b bit(3) DEFAULT b'101', e varchar(9) DEFAULT '', n varchar(9) DEFAULT NULL, s int GENERATED ALWAYS AS (id + 1) STORED, g int GENERATED ALWAYS AS (id + 1) VIRTUAL, PRIMARY KEY (id), CONSTRAINT c CHECK (id BETWEEN 1 AND 9));
INSERT INTO t (id, m) VALUES (1, '2024-01-01 12:00:00.123456');
-- after
CREATE TABLE t (id int NOT NULL, v varchar(20) DEFAULT 'CURRENT_TIMESTAMP', m datetime(6) DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6), b bit(3) DEFAULT b'101', e varchar(9) DEFAULT '', n varchar(9) DEFAULT NULL, s int GENERATED ALWAYS AS (id + 1) STORED, g int GENERATED ALWAYS AS (id + 1) VIRTUAL, w int, PRIMARY KEY (id), CONSTRAINT c CHECK (id BETWEEN 1 AND 9));
