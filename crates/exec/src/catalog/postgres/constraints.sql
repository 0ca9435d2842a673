SELECT row_to_json(r)::text FROM (
SELECT con.conrelid::int8 AS relation, con.conname AS name, con.contype AS kind,
       con.condeferrable AS is_deferrable, con.condeferred AS is_deferred,
       con.convalidated AS is_validated, {conenforced} AS is_enforced,
       con.connoinherit AS is_not_inherited, con.conislocal AS is_local, {conperiod} AS has_period,
       (SELECT json_agg(a.attname ORDER BY k.ord)
          FROM unnest(con.conkey) WITH ORDINALITY k(num, ord)
          JOIN pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = k.num) AS columns,
       fc.oid::int8 AS far_relation, fn.nspname AS far_schema, fc.relname AS far_table,
       fc.relispartition AS far_is_partition,
       (SELECT json_agg(a.attname ORDER BY k.ord)
          FROM unnest(con.confkey) WITH ORDINALITY k(num, ord)
          JOIN pg_attribute a ON a.attrelid = con.confrelid AND a.attnum = k.num) AS far_columns,
       con.confupdtype AS on_update, con.confdeltype AS on_delete, con.confmatchtype AS match_type,
       (SELECT json_agg(a.attname ORDER BY k.ord)
          FROM unnest({confdelsetcols}) WITH ORDINALITY k(num, ord)
          JOIN pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = k.num)
         AS on_delete_columns,
       CASE WHEN con.contype = 'c' THEN pg_get_expr(con.conbin, con.conrelid) END AS expression,
       CASE WHEN con.contype IN ('f', 'x') OR {conperiod} OR c.relispartition
            THEN pg_get_constraintdef(con.oid) END AS definition,
       {indnullsnotdistinct} AS nulls_not_distinct,
       (SELECT json_agg(a.attname ORDER BY k.ord)
          FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(num, ord)
          JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.num
         WHERE k.ord > {indnkeyatts}) AS include,
       CASE WHEN con.contype = 'x' THEN am.amname END AS method,
       CASE WHEN con.contype = 'x' THEN pg_get_expr(i.indpred, i.indrelid) END AS predicate,
       i.indpred IS NOT NULL AS has_predicate, ic.reloptions AS parameters,
       CASE WHEN con.contype = 'x' THEN
         (SELECT json_agg(json_build_object('column', a.attname,
                   'expression', CASE WHEN k.num = 0
                                      THEN pg_get_indexdef(i.indexrelid, k.ord::int, false) END,
                   'operator', CASE WHEN opn.nspname <> 'pg_catalog'
                                    THEN quote_ident(opn.nspname) || '.' ELSE '' END || op.oprname,
                   'is_special', NOT oc.opcdefault OR (i.indoption[k.ord - 1] <> 0)
                       OR coalesce(i.indcollation[k.ord - 1] <> a.attcollation, false))
                 ORDER BY k.ord)
            FROM unnest(i.indkey::int2[], con.conexclop, i.indclass::oid[])
                 WITH ORDINALITY k(num, operator, class, ord)
            JOIN pg_operator op ON op.oid = k.operator
            JOIN pg_namespace opn ON opn.oid = op.oprnamespace
            JOIN pg_opclass oc ON oc.oid = k.class
            LEFT JOIN pg_attribute a
                   ON a.attrelid = i.indrelid AND a.attnum = k.num AND k.num <> 0) END AS parts,
       d.description AS comment, di.description AS index_comment
  FROM pg_constraint con
  JOIN pg_class c ON c.oid = con.conrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_class fc ON fc.oid = con.confrelid
  LEFT JOIN pg_namespace fn ON fn.oid = fc.relnamespace
  LEFT JOIN pg_index i ON i.indexrelid = con.conindid AND con.contype IN ('p', 'u', 'x')
  LEFT JOIN pg_class ic ON ic.oid = i.indexrelid
  LEFT JOIN pg_am am ON am.oid = ic.relam
  LEFT JOIN pg_description d
         ON d.classoid = 'pg_constraint'::regclass AND d.objoid = con.oid AND d.objsubid = 0
  LEFT JOIN pg_description di
         ON di.classoid = 'pg_class'::regclass AND di.objoid = i.indexrelid AND di.objsubid = 0
 WHERE con.contype IN ('p', 'u', 'f', 'c', 'x', 'n') AND c.relpersistence <> 't'
   AND c.relkind IN ('r', 'p') AND {conparentid} = 0 AND n.nspname IN ($1)
   -- On 18 every NOT NULL is a constraint; the plain ones are in the columns.
   AND (con.contype <> 'n' OR NOT con.convalidated OR con.connoinherit
        OR d.description IS NOT NULL)
   -- A partition has the checks of its table.
   AND (NOT c.relispartition OR con.conislocal)
) r
