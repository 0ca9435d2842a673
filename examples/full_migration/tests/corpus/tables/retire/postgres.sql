-- before
CREATE TABLE t (id int NOT NULL, v varchar(20), PRIMARY KEY (id));
INSERT INTO t VALUES (0, 'zero'), (1, NULL), (2, ''), (3, 'it''s \ 😀 ');
CREATE TABLE gone (id serial PRIMARY KEY, v text UNIQUE);
INSERT INTO gone (v) VALUES ('a'), ('b');
-- after
CREATE TABLE t (id int NOT NULL, v varchar(20), PRIMARY KEY (id));
