-- before
CREATE TABLE s (id int NOT NULL, up int, PRIMARY KEY (id), CONSTRAINT f FOREIGN KEY (up) REFERENCES s (id));
INSERT INTO s VALUES (1, NULL), (2, 1), (3, 2);
-- after
CREATE TABLE s (id int NOT NULL, up int, n int, PRIMARY KEY (id), CONSTRAINT f FOREIGN KEY (up) REFERENCES s (id));
