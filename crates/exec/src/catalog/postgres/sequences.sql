SELECT row_to_json(r)::text FROM (
SELECT n.nspname AS schema, c.relname AS name, format_type(s.seqtypid, NULL) AS spelling,
       s.seqstart AS start, s.seqincrement AS increment, s.seqmin AS minimum, s.seqmax AS maximum,
       s.seqcache AS cache, s.seqcycle AS cycles, c.relpersistence AS persistence,
       -- A default writes the literal without E, whatever backslashes it holds.
       'nextval('''
         || replace(quote_ident(n.nspname) || '.' || quote_ident(c.relname), '''', '''''')
         || '''::regclass)' AS call,
       o.refobjid::int8 AS relation, a.attname AS column,
       coalesce(has_sequence_privilege(c.oid, 'SELECT'), true) AS may_select, d.description AS comment
  FROM pg_sequence s
  JOIN pg_class c ON c.oid = s.seqrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_depend o
         ON o.classid = 'pg_class'::regclass AND o.objid = c.oid AND o.objsubid = 0
        AND o.refclassid = 'pg_class'::regclass AND o.refobjsubid > 0 AND o.deptype IN ('a', 'i')
  LEFT JOIN pg_attribute a ON a.attrelid = o.refobjid AND a.attnum = o.refobjsubid
  LEFT JOIN pg_description d
         ON d.classoid = 'pg_class'::regclass AND d.objoid = c.oid AND d.objsubid = 0
 WHERE c.relpersistence <> 't' AND n.nspname IN ($1)
   AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = 'pg_class'::regclass
                      AND e.objid = c.oid AND e.objsubid = 0 AND e.deptype = 'e')
) r
