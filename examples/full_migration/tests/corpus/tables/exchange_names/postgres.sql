-- rename t=u
-- rename u=t
-- before
CREATE TABLE t (id int NOT NULL, v varchar(20), PRIMARY KEY (id));
INSERT INTO t VALUES (0, 'zero'), (1, NULL), (2, ''), (3, 'it''s \ 😀 ');
CREATE TABLE u (id bigint NOT NULL, PRIMARY KEY (id));
INSERT INTO u VALUES (9);
-- after
CREATE TABLE u (id int NOT NULL, v varchar(20), PRIMARY KEY (id));
CREATE TABLE t (id bigint NOT NULL, PRIMARY KEY (id));
