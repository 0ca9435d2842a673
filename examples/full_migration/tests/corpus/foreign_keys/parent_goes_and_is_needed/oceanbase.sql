-- before
CREATE TABLE p (id int NOT NULL, PRIMARY KEY (id));
CREATE TABLE c (id int NOT NULL, p int, PRIMARY KEY (id), CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id));
INSERT INTO p VALUES (1), (2);
INSERT INTO c VALUES (1, 1), (2, NULL), (3, 2);
CREATE TABLE d (id int NOT NULL, p int, PRIMARY KEY (id), CONSTRAINT g FOREIGN KEY (p) REFERENCES p (id));
-- after
CREATE TABLE c (id int NOT NULL, p int, PRIMARY KEY (id));
CREATE TABLE d (id int NOT NULL, p int, n int, PRIMARY KEY (id));
