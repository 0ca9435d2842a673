SELECT row_to_json(r)::text FROM (
-- The types of all columns, those of the schemas, and whatever these are made of.
WITH RECURSIVE used(oid) AS (
  SELECT a.atttypid
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p')
     AND c.relpersistence <> 't' AND n.nspname IN ($1)
  UNION
  SELECT t.oid
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
   WHERE n.nspname IN ($1)
     AND (t.typtype IN ('e', 'd', 'r', 'm') OR (t.typtype = 'b' AND t.typcategory <> 'A')
          OR EXISTS (SELECT 1 FROM pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c'))
  UNION
  SELECT part.oid
    FROM used JOIN pg_type t ON t.oid = used.oid
   CROSS JOIN LATERAL (
         SELECT t.typelem WHERE t.typelem <> 0 AND t.typlen = -1 AND t.typcategory = 'A'
         UNION ALL
         SELECT t.typbasetype WHERE t.typtype = 'd'
         UNION ALL
         SELECT a.atttypid FROM pg_attribute a
          WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0
            AND NOT a.attisdropped) part(oid)
)
SELECT t.oid::int8 AS oid, n.nspname AS schema, t.typname AS name, t.typtype AS kind,
       CASE WHEN t.typcategory = 'A' THEN t.typelem::int8 END AS element,
       CASE WHEN t.typtype = 'd' THEN t.typbasetype::int8 END AS base,
       format_type(t.typbasetype, t.typtypmod) AS base_spelling, t.typnotnull AS is_not_null,
       pg_get_expr(t.typdefaultbin, 0) AS default_value,
       n.nspname IN ($1) AND (t.typtype <> 'b' OR t.typcategory <> 'A')
       AND (t.typtype <> 'c'
            OR EXISTS (SELECT 1 FROM pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c'))
       AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = 'pg_type'::regclass
                          AND e.objid = t.oid AND e.deptype = 'e') AS is_own,
       (SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder)
          FROM pg_enum e WHERE e.enumtypid = t.oid) AS labels,
       (SELECT json_agg(json_build_object('name', con.conname, 'is_validated', con.convalidated,
                                          'expression', pg_get_expr(con.conbin, 0)))
          FROM pg_constraint con WHERE con.contypid = t.oid AND con.contype = 'c') AS checks,
       (SELECT json_agg(json_build_object('name', a.attname, 'type', a.atttypid::int8,
                 'spelling', format_type(a.atttypid, a.atttypmod)) ORDER BY a.attnum)
          FROM pg_attribute a WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0
           AND NOT a.attisdropped) AS fields,
       (SELECT format_type(g.rngsubtype, NULL) FROM pg_range g WHERE g.rngtypid = t.oid)
         AS range_of,
       d.description AS comment
  FROM used
  JOIN pg_type t ON t.oid = used.oid
  JOIN pg_namespace n ON n.oid = t.typnamespace
  LEFT JOIN pg_description d
         ON d.classoid = 'pg_type'::regclass AND d.objoid = t.oid AND d.objsubid = 0
 -- Of the server's own plain types the spelling says everything.
 WHERE t.typtype <> 'b' OR t.typcategory = 'A' OR n.nspname IN ($1)
) r
