SELECT c.relname, con.conname, con.contype::text, con.condeferrable, con.convalidated,
       {conenforced}, fn.nspname, fc.relname, con.confupdtype::text, con.confdeltype::text,
       con.confmatchtype::text, {delset}, {nullsnotdistinct},
       CASE WHEN con.contype = 'c' THEN pg_get_expr(con.conbin, con.conrelid) END,
       pg_get_constraintdef(con.oid),
       (SELECT json_agg(a.attname ORDER BY k.ord)
          FROM unnest(con.conkey) WITH ORDINALITY k(num, ord)
          JOIN pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = k.num)::text,
       (SELECT json_agg(a.attname ORDER BY k.ord)
          FROM unnest(con.confkey) WITH ORDINALITY k(num, ord)
          JOIN pg_attribute a ON a.attrelid = con.confrelid AND a.attnum = k.num)::text
  FROM pg_constraint con
  JOIN pg_class c ON c.oid = con.conrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_class fc ON fc.oid = con.confrelid
  LEFT JOIN pg_namespace fn ON fn.oid = fc.relnamespace
  LEFT JOIN pg_index i ON i.indexrelid = con.conindid AND con.contype IN ('p', 'u', 'x')
 WHERE con.contype IN ('p', 'u', 'f', 'c', 'x') AND c.relpersistence <> 't'
   AND c.relkind IN ('r', 'p') AND {conparentid} = 0 AND n.nspname = $1
 ORDER BY c.relname COLLATE "C", con.contype, con.conname COLLATE "C"
