-- A trigger stays with the table that it was made for, under whatever name, and its own name is taken in the whole database.
-- before
CREATE TABLE t (id int NOT NULL, v varchar(20), PRIMARY KEY (id));
CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.v = 'by trigger';
-- after
CREATE TABLE t (id int NOT NULL, v varchar(20), w int, PRIMARY KEY (id));
CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.v = 'by trigger';
