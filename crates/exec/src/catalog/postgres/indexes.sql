SELECT c.relname, ic.relname, am.amname, i.indisunique, i.indisvalid, {nullsnotdistinct},
       pg_get_expr(i.indpred, i.indrelid), {natts} > {nkeyatts}, pg_get_indexdef(i.indexrelid),
       (SELECT bool_or(NOT oc.opcdefault)
          FROM unnest(i.indclass::oid[]) o(oid) JOIN pg_opclass oc ON oc.oid = o.oid),
       (SELECT json_agg(json_build_object('column', a.attname,
                 'expression', CASE WHEN s.attnum = 0
                                    THEN pg_get_indexdef(i.indexrelid, s.ord::int, false) END,
                 'descending', (i.indoption[s.ord - 1] & 1) = 1) ORDER BY s.ord)
          FROM unnest(i.indkey::int2[]) WITH ORDINALITY s(attnum, ord)
          LEFT JOIN pg_attribute a
                 ON a.attrelid = i.indrelid AND a.attnum = s.attnum AND s.attnum <> 0
         WHERE s.ord <= {nkeyatts})::text
  FROM pg_index i
  JOIN pg_class ic ON ic.oid = i.indexrelid
  JOIN pg_class c ON c.oid = i.indrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_am am ON am.oid = ic.relam
 WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND n.nspname = $1
   AND NOT EXISTS (SELECT 1 FROM pg_constraint con WHERE con.conindid = i.indexrelid
                      AND con.contype IN ('p', 'u', 'x') AND con.conrelid = i.indrelid)
 ORDER BY c.relname COLLATE "C", ic.relname COLLATE "C"
