SELECT row_to_json(r)::text FROM (
SELECT i.indrelid::int8 AS relation, n.nspname AS schema, c.relname AS relation_name,
       c.relkind AS relation_kind, ic.relname AS name, am.amname AS method,
       i.indisunique AS is_unique, i.indisvalid AS is_valid,
       {indnullsnotdistinct} AS nulls_not_distinct,
       pg_get_expr(i.indpred, i.indrelid) AS predicate, i.indpred IS NOT NULL AS has_predicate,
       ic.reloptions AS parameters, d.description AS comment,
       CASE WHEN NOT i.indisvalid OR c.relkind = 'm' OR c.relispartition
            THEN pg_get_indexdef(i.indexrelid) END AS definition,
       (SELECT json_agg(a.attname ORDER BY k.ord)
          FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(num, ord)
          JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.num
         WHERE k.ord > {indnkeyatts}) AS include,
       (SELECT json_agg(json_build_object('column', a.attname,
                 'expression', CASE WHEN s.num = 0
                                    THEN pg_get_indexdef(i.indexrelid, s.ord::int, false) END,
                 'is_descending', (i.indoption[s.ord - 1] & 1) = 1,
                 'puts_nulls_first', (i.indoption[s.ord - 1] & 2) = 2,
                 'operator_class', CASE WHEN oc.opcdefault THEN NULL
                                        WHEN ocn.nspname = 'pg_catalog' THEN oc.opcname
                                        ELSE ocn.nspname || '.' || oc.opcname END,
                 'collation', CASE WHEN i.indcollation[s.ord - 1] = coalesce(a.attcollation, 100)
                                   THEN NULL
                                   WHEN con.nspname = 'pg_catalog' THEN co.collname
                                   ELSE con.nspname || '.' || co.collname END)
               ORDER BY s.ord)
          FROM unnest(i.indkey::int2[], i.indclass::oid[]) WITH ORDINALITY s(num, class, ord)
          JOIN pg_opclass oc ON oc.oid = s.class
          JOIN pg_namespace ocn ON ocn.oid = oc.opcnamespace
          LEFT JOIN pg_collation co ON co.oid = i.indcollation[s.ord - 1]
          LEFT JOIN pg_namespace con ON con.oid = co.collnamespace
          LEFT JOIN pg_attribute a
                 ON a.attrelid = i.indrelid AND a.attnum = s.num AND s.num <> 0
         WHERE s.ord <= {indnkeyatts}) AS parts
  FROM pg_index i
  JOIN pg_class ic ON ic.oid = i.indexrelid
  JOIN pg_class c ON c.oid = i.indrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_am am ON am.oid = ic.relam
  LEFT JOIN pg_description d
         ON d.classoid = 'pg_class'::regclass AND d.objoid = i.indexrelid AND d.objsubid = 0
 WHERE c.relkind IN ('r', 'p', 'm') AND c.relpersistence <> 't' AND NOT ic.relispartition
   AND n.nspname IN ($1)
   AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid
                      AND k.contype IN ('p', 'u', 'x') AND k.conrelid = i.indrelid)
) r
