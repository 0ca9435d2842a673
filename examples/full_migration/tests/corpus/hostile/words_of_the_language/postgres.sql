-- before
CREATE TABLE "table" ("primary" int PRIMARY KEY, "user" varchar(9), "order" int);
CREATE INDEX "index" ON "table" ("order");
INSERT INTO "table" VALUES (1, 'a', 2);
-- after
CREATE TABLE "table" ("primary" int PRIMARY KEY, "user" varchar(19), "order" int, "group" int);
CREATE INDEX "index" ON "table" ("order", "group");
