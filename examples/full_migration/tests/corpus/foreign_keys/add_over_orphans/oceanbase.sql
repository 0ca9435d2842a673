-- The server keeps a foreign key whose creation failed, so it is never tried.
-- before
CREATE TABLE p (id int NOT NULL, PRIMARY KEY (id));
CREATE TABLE c (id int NOT NULL, p int, PRIMARY KEY (id));
INSERT INTO p VALUES (1), (2);
INSERT INTO c VALUES (1, 9);
-- after
CREATE TABLE p (id int NOT NULL, PRIMARY KEY (id));
CREATE TABLE c (id int NOT NULL, p int, PRIMARY KEY (id), CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id));
