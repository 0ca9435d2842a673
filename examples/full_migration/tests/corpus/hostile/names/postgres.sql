-- before
CREATE TABLE "ta'ble -- /* ""`" ("i""d" int NOT NULL, "it's \ %s
second" varchar(20), "select" int, "😀" int, PRIMARY KEY ("i""d"), CONSTRAINT "u`n" UNIQUE ("select"), CONSTRAINT "ch'eck" CHECK ("😀" <> 3), CONSTRAINT "fo""r" FOREIGN KEY ("😀") REFERENCES "ta'ble -- /* ""`" ("i""d"));
CREATE INDEX "k;ey" ON "ta'ble -- /* ""`" ("it's \ %s
second");
INSERT INTO "ta'ble -- /* ""`" VALUES (1, 'a', 1, 1);
-- after
CREATE TABLE "ta'ble -- /* ""`" ("i""d" bigint NOT NULL, "it's \ %s
second" varchar(40), "select" int, "😀" bigint, "--" int DEFAULT 1, PRIMARY KEY ("i""d"), CONSTRAINT "u`n" UNIQUE ("select"), CONSTRAINT "ch'eck" CHECK ("😀" <> 3), CONSTRAINT "fo""r" FOREIGN KEY ("😀") REFERENCES "ta'ble -- /* ""`" ("i""d"));
CREATE INDEX "k;ey" ON "ta'ble -- /* ""`" ("it's \ %s
second");
