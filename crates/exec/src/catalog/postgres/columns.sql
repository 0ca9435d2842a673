SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
       a.attidentity::text, {attgenerated}::text, pg_get_expr(ad.adbin, ad.adrelid),
       CASE WHEN co.collname = 'default' THEN NULL
            WHEN cn.nspname = 'pg_catalog' THEN co.collname
            ELSE cn.nspname || '.' || co.collname END,
       col_description(a.attrelid, a.attnum),
       s.seqstart, s.seqincrement,
       'nextval(' || quote_literal(s.sequence) || '::regclass)'
  FROM pg_attribute a
  JOIN pg_class c ON c.oid = a.attrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_attrdef ad ON ad.adrelid = a.attrelid AND ad.adnum = a.attnum
  LEFT JOIN pg_collation co ON co.oid = a.attcollation
  LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
  LEFT JOIN LATERAL (
       SELECT q.seqstart, q.seqincrement, q.seqrelid::regclass::text AS sequence
         FROM pg_depend d JOIN pg_sequence q ON q.seqrelid = d.objid
        WHERE d.classid = 'pg_class'::regclass AND d.objsubid = 0
          AND d.refclassid = 'pg_class'::regclass AND d.refobjid = a.attrelid
          AND d.refobjsubid = a.attnum AND d.deptype IN ('a', 'i')
        ORDER BY d.deptype DESC, q.seqrelid LIMIT 1) s ON true
 WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p')
   AND c.relpersistence <> 't' AND n.nspname = $1
 ORDER BY c.relname COLLATE "C", a.attnum
