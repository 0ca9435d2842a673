SELECT row_to_json(r)::text FROM (
SELECT c.oid::int8 AS oid, n.nspname AS schema, c.relname AS name, c.relkind AS kind,
       c.relpersistence AS persistence, c.relispartition AS is_partition,
       c.relrowsecurity AS has_row_security, c.relforcerowsecurity AS forces_row_security,
       CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END AS type_name,
       coalesce(has_table_privilege(c.oid, 'SELECT'), true) AS may_select, d.description AS comment,
       CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END AS bound,
       (SELECT json_agg(i.inhparent::int8 ORDER BY i.inhseqno)
          FROM pg_inherits i WHERE i.inhrelid = c.oid) AS parents,
       p.partstrat AS strategy, pg_get_expr(p.partexprs, p.partrelid) AS key_expressions,
       CASE WHEN p.partrelid IS NOT NULL THEN pg_get_partkeydef(c.oid) END AS key_definition,
       (SELECT json_agg(a.attname ORDER BY k.ord)
          FROM unnest(p.partattrs::int2[]) WITH ORDINALITY k(num, ord)
          LEFT JOIN pg_attribute a
                 ON a.attrelid = p.partrelid AND a.attnum = k.num AND k.num <> 0) AS key_columns,
       (SELECT bool_or(NOT oc.opcdefault)
          FROM unnest(p.partclass::oid[]) k(oid) JOIN pg_opclass oc ON oc.oid = k.oid)
       OR (SELECT bool_or(k.collated <> a.attcollation)
             FROM unnest(p.partattrs::int2[], p.partcollation::oid[]) k(num, collated)
             JOIN pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = k.num
            WHERE k.num <> 0) AS has_special_key,
       (SELECT 'SERVER ' || quote_ident(s.srvname)
               || coalesce(' OPTIONS (' || array_to_string(f.ftoptions, ', ') || ')', '')
          FROM pg_foreign_table f JOIN pg_foreign_server s ON s.oid = f.ftserver
         WHERE f.ftrelid = c.oid) AS foreign_definition
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_partitioned_table p ON p.partrelid = c.oid
  LEFT JOIN pg_description d
         ON d.classoid = 'pg_class'::regclass AND d.objoid = c.oid AND d.objsubid = 0
 WHERE c.relkind IN ('r', 'p', 'f') AND c.relpersistence <> 't'
   -- A table may have partitions in other schemas.
   AND (n.nspname IN ($1) OR c.relispartition)
   AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = 'pg_class'::regclass
                      AND e.objid = c.oid AND e.objsubid = 0 AND e.deptype = 'e')
) r
