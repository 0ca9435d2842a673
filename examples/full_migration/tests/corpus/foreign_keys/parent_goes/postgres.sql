-- before
CREATE TABLE p (id int NOT NULL, PRIMARY KEY (id));
CREATE TABLE c (id int NOT NULL, p int, PRIMARY KEY (id), CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id));
INSERT INTO p VALUES (1), (2);
INSERT INTO c VALUES (1, 1), (2, NULL), (3, 2);
-- after
CREATE TABLE c (id int NOT NULL, p int, PRIMARY KEY (id));
