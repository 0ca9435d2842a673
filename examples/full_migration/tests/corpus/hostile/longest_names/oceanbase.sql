-- before
CREATE TABLE llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllll (id int NOT NULL, v int, PRIMARY KEY (id), KEY iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii (v), CONSTRAINT cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc CHECK (v <> 3), CONSTRAINT ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff FOREIGN KEY (v) REFERENCES llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllll (id));
CREATE TABLE lllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllm (id int NOT NULL, v int, PRIMARY KEY (id));
INSERT INTO llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllll VALUES (1, 1);
INSERT INTO lllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllm VALUES (2, 2);
-- after
CREATE TABLE llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllll (id int NOT NULL, v int, w int, PRIMARY KEY (id), KEY iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii (v), CONSTRAINT cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc CHECK (v <> 3), CONSTRAINT ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff FOREIGN KEY (v) REFERENCES llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllll (id));
CREATE TABLE lllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllm (id int NOT NULL, v int, w int, PRIMARY KEY (id));
