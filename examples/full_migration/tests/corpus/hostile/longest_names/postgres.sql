-- before
CREATE TABLE lllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllll (id int NOT NULL, v int, CONSTRAINT ppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp PRIMARY KEY (id), CONSTRAINT ccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc CHECK (v <> 3), CONSTRAINT fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff FOREIGN KEY (v) REFERENCES lllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllll (id));
CREATE TABLE llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllm (id int NOT NULL, v int, CONSTRAINT ppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppm PRIMARY KEY (id));
INSERT INTO lllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllll VALUES (1, 1);
INSERT INTO llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllm VALUES (2, 2);
-- after
CREATE TABLE lllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllll (w int, id int NOT NULL, v int, CONSTRAINT ppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp PRIMARY KEY (id), CONSTRAINT ccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc CHECK (v <> 3), CONSTRAINT fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff FOREIGN KEY (v) REFERENCES lllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllll (id));
