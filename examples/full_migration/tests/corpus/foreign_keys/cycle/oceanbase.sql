-- Both get their foreign keys when both are filled.
-- before
CREATE TABLE a (id int NOT NULL, b int, PRIMARY KEY (id));
CREATE TABLE b (id int NOT NULL, a int, PRIMARY KEY (id), CONSTRAINT fb FOREIGN KEY (a) REFERENCES a (id));
ALTER TABLE a ADD CONSTRAINT fa FOREIGN KEY (b) REFERENCES b (id);
INSERT INTO a VALUES (1, NULL);
INSERT INTO b VALUES (1, 1);
UPDATE a SET b = 1;
-- after
CREATE TABLE a (id int NOT NULL, b int, n int, PRIMARY KEY (id));
CREATE TABLE b (id int NOT NULL, a int, n int, PRIMARY KEY (id), CONSTRAINT fb FOREIGN KEY (a) REFERENCES a (id));
ALTER TABLE a ADD CONSTRAINT fa FOREIGN KEY (b) REFERENCES b (id);
