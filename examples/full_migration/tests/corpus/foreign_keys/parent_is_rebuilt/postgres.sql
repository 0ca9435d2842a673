-- The order of columns changes, so the parent is made again.
-- before
CREATE TABLE p (id int NOT NULL, PRIMARY KEY (id));
CREATE TABLE c (id int NOT NULL, p int, PRIMARY KEY (id), CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id) ON DELETE CASCADE);
INSERT INTO p VALUES (1), (2);
INSERT INTO c VALUES (1, 1), (2, NULL), (3, 2);
-- after
CREATE TABLE p (n int, id int NOT NULL, PRIMARY KEY (id));
CREATE TABLE c (id int NOT NULL, p int, PRIMARY KEY (id), CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id) ON DELETE CASCADE);
