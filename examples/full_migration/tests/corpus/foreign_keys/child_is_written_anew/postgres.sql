-- The parent stays as it is, so the child's key to it is there before the switch. Each kind of name of
-- the child exists twice until then.
-- before
CREATE TABLE p (a text, b int, PRIMARY KEY (a, b));
CREATE TABLE "C;d" (k text COLLATE "C", n int, amount int CHECK (amount > 0), pa text, pb int, day date,
  CONSTRAINT "the key" PRIMARY KEY (k, n), CONSTRAINT once UNIQUE (amount) DEFERRABLE,
  CONSTRAINT f FOREIGN KEY (pa, pb) REFERENCES p (a, b) ON UPDATE CASCADE,
  CONSTRAINT apart EXCLUDE USING btree (day WITH =));
CREATE INDEX "by day" ON "C;d" (day DESC) WHERE amount > 1;
COMMENT ON INDEX "by day" IS 'it''s';
COMMENT ON CONSTRAINT once ON "C;d" IS 'one';
INSERT INTO p VALUES ('x', 1), ('y', 2);
INSERT INTO "C;d" VALUES ('b', 1, 5, 'x', 1, '2024-01-01'), ('a', 2, 6, 'x', 1, NULL), ('a', 1, 7, NULL, 1, '2023-01-01'), ('it''s \ "', 0, 8, 'y', 2, '2022-01-01'), ('B', -3, NULL, NULL, NULL, NULL);
-- after
CREATE TABLE p (a text, b int, PRIMARY KEY (a, b));
CREATE TABLE "C;d" (k text COLLATE "C", n int, amount bigint CHECK (amount > 0), pa text, pb int, day date,
  CONSTRAINT "the key" PRIMARY KEY (k, n), CONSTRAINT once UNIQUE (amount) DEFERRABLE,
  CONSTRAINT f FOREIGN KEY (pa, pb) REFERENCES p (a, b) ON UPDATE CASCADE,
  CONSTRAINT apart EXCLUDE USING btree (day WITH =));
CREATE INDEX "by day" ON "C;d" (day DESC) WHERE amount > 1;
COMMENT ON INDEX "by day" IS 'it''s';
COMMENT ON CONSTRAINT once ON "C;d" IS 'one';
