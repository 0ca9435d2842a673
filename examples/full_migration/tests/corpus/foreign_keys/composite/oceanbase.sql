-- before
CREATE TABLE p (a int NOT NULL, b varchar(9) NOT NULL, PRIMARY KEY (b, a));
CREATE TABLE c (id int NOT NULL, x varchar(9), y int, PRIMARY KEY (id), CONSTRAINT f FOREIGN KEY (x, y) REFERENCES p (b, a));
INSERT INTO p VALUES (1, 'k');
INSERT INTO c VALUES (1, 'k', 1), (2, NULL, 7);
-- after
CREATE TABLE p (a int NOT NULL, b varchar(9) NOT NULL, n int, PRIMARY KEY (b, a));
CREATE TABLE c (id int NOT NULL, x varchar(9), y int, PRIMARY KEY (id), CONSTRAINT f FOREIGN KEY (x, y) REFERENCES p (b, a));
