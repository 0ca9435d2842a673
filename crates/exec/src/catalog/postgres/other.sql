SELECT row_to_json(r)::text FROM (
SELECT n.nspname AS schema, o.kind, o.relation::int8 AS relation, o.name, o.detail,
       d.description AS comment, o.depends_on
  FROM (
SELECT c.relnamespace AS namespace, 'pg_class'::regclass AS class, c.oid,
       CASE c.relkind WHEN 'v' THEN 'view' ELSE 'materialized view' END AS kind,
       c.oid AS relation, c.relname::text AS name,
       coalesce('WITH (' || array_to_string(c.reloptions, ', ') || ') ', '')
         || pg_get_viewdef(c.oid) AS detail,
       (SELECT json_agg(DISTINCT e.refobjid::int8)
          FROM pg_rewrite w
          JOIN pg_depend e ON e.classid = 'pg_rewrite'::regclass AND e.objid = w.oid
                          AND e.refclassid = 'pg_class'::regclass AND e.refobjid <> c.oid
         WHERE w.ev_class = c.oid) AS depends_on
  FROM pg_class c WHERE c.relkind IN ('v', 'm') AND c.relpersistence <> 't'
UNION ALL
SELECT c.relnamespace, 'pg_trigger'::regclass, t.oid, 'trigger', c.oid, t.tgname,
       pg_get_triggerdef(t.oid)
         || CASE t.tgenabled WHEN 'O' THEN '' WHEN 'D' THEN ' DISABLED' WHEN 'R' THEN ' REPLICA'
                             ELSE ' ALWAYS' END, NULL
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
 WHERE NOT t.tgisinternal AND {tgparentid} = 0
UNION ALL
SELECT c.relnamespace, 'pg_rewrite'::regclass, w.oid, 'rule', c.oid, w.rulename,
       pg_get_ruledef(w.oid)
         || CASE w.ev_enabled WHEN 'O' THEN '' WHEN 'D' THEN ' DISABLED' WHEN 'R' THEN ' REPLICA'
                              ELSE ' ALWAYS' END,
       (SELECT json_agg(DISTINCT e.refobjid::int8)
          FROM pg_depend e WHERE e.classid = 'pg_rewrite'::regclass AND e.objid = w.oid
                             AND e.refclassid = 'pg_class'::regclass)
  FROM pg_rewrite w JOIN pg_class c ON c.oid = w.ev_class WHERE w.rulename <> '_RETURN'
UNION ALL
SELECT c.relnamespace, 'pg_policy'::regclass, p.oid, 'row security policy', c.oid, p.polname,
       CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END || ' FOR '
         || CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
                          WHEN 'd' THEN 'DELETE' ELSE 'ALL' END
         || ' TO ' || (SELECT string_agg(CASE k.oid WHEN 0 THEN 'PUBLIC'
                                              ELSE quote_ident(pg_get_userbyid(k.oid)) END, ', '
                                         ORDER BY k.oid)
                         FROM unnest(p.polroles) k(oid))
         || coalesce(' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', '')
         || coalesce(' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', ''), NULL
  FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
UNION ALL
SELECT s.stxnamespace, 'pg_statistic_ext'::regclass, s.oid, 'extended statistics', NULL, s.stxname,
       pg_get_statisticsobjdef(s.oid), json_build_array(s.stxrelid::int8)
  FROM pg_statistic_ext s
UNION ALL
SELECT p.pronamespace, 'pg_proc'::regclass, p.oid,
       CASE WHEN {is_aggregate} THEN 'aggregate' WHEN {is_procedure} THEN 'procedure'
            ELSE 'function' END,
       NULL, p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
       CASE WHEN {is_aggregate}
            THEN (SELECT 'RETURNS ' || pg_get_function_result(p.oid) || ' SFUNC '
                         || g.aggtransfn::regprocedure || ' STYPE ' || format_type(g.aggtranstype, NULL)
                         || coalesce(' INITCOND ' || quote_literal(g.agginitval), '')
                         || CASE WHEN g.aggfinalfn <> 0
                                 THEN ' FINALFUNC ' || g.aggfinalfn::regprocedure ELSE '' END
                    FROM pg_aggregate g WHERE g.aggfnoid = p.oid)
            WHEN n.nspname IN ($1) THEN pg_get_functiondef(p.oid) END,
       (SELECT json_agg(DISTINCT e.refobjid::int8)
          FROM pg_depend e WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid
                             AND e.refclassid = 'pg_class'::regclass)
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
UNION ALL
SELECT c.relnamespace, 0, 0, 'publication', c.oid, p.pubname, NULL, NULL
  FROM pg_publication_rel k JOIN pg_publication p ON p.oid = k.prpubid
  JOIN pg_class c ON c.oid = k.prrelid
UNION ALL
SELECT c.relnamespace, 0, 0, 'column setting', a.attrelid, a.attname,
       concat_ws(', ', CASE WHEN a.attstorage <> t.typstorage
                      THEN 'storage ' || CASE a.attstorage WHEN 'p' THEN 'plain'
                             WHEN 'e' THEN 'external' WHEN 'm' THEN 'main' ELSE 'extended' END END,
                 CASE WHEN {attcompression} <> '' THEN 'compression ' || {attcompression}::text END,
                 CASE WHEN a.attstattarget >= 0 THEN 'statistics ' || a.attstattarget END,
                 array_to_string(a.attoptions, ', ')), NULL
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid
 WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
   AND (a.attstorage <> t.typstorage OR {attcompression} <> '' OR a.attstattarget >= 0
        OR a.attoptions IS NOT NULL)
UNION ALL
SELECT c.relnamespace, 0, 0, 'default of a partition', a.attrelid, a.attname,
       pg_get_expr(d.adbin, d.adrelid), NULL
  FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_attribute p ON p.attrelid = i.inhparent AND p.attname = a.attname
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  LEFT JOIN pg_attrdef q ON q.adrelid = p.attrelid AND q.adnum = p.attnum
 WHERE c.relispartition AND c.relkind IN ('r', 'p')
   AND pg_get_expr(d.adbin, d.adrelid) IS DISTINCT FROM pg_get_expr(q.adbin, q.adrelid)
UNION ALL
SELECT c.relnamespace, 0, 0, 'table setting', c.oid, NULL,
       concat_ws(', ', array_to_string(c.reloptions, ', '),
                 (SELECT 'access method ' || quote_ident(m.amname) FROM pg_am m
                   WHERE m.oid = c.relam AND m.amname <> 'heap'),
                 CASE WHEN c.reltablespace <> 0
                      THEN 'tablespace ' || (SELECT quote_ident(s.spcname) FROM pg_tablespace s
                                              WHERE s.oid = c.reltablespace) END,
                 CASE c.relreplident WHEN 'n' THEN 'replica identity nothing'
                                     WHEN 'f' THEN 'replica identity full' END,
                 (SELECT string_agg(k.word || quote_ident(ic.relname), ', ' ORDER BY k.word, ic.relname)
                    FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid
                    JOIN (VALUES ('clustered on ', true), ('replica identity ', false)) k(word, clusters)
                      ON CASE WHEN k.clusters THEN i.indisclustered ELSE i.indisreplident END
                   WHERE i.indrelid = c.oid)), NULL
  FROM pg_class c
 WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
UNION ALL
-- Whatever else stands in a schema: operators, collations, text search, and what is yet to come.
SELECT e.refobjid, e.classid, e.objid, o.type, NULL, o.identity, NULL, NULL
  FROM pg_depend e CROSS JOIN LATERAL pg_identify_object(e.classid, e.objid, e.objsubid) o
 WHERE e.refclassid = 'pg_namespace'::regclass
   AND e.classid NOT IN ('pg_class'::regclass, 'pg_type'::regclass, 'pg_proc'::regclass,
                         'pg_statistic_ext'::regclass)
   AND e.refobjid IN (SELECT n.oid FROM pg_namespace n WHERE n.nspname IN ($1))
) o(namespace, class, oid, kind, relation, name, detail, depends_on)
  JOIN pg_namespace n ON n.oid = o.namespace
  LEFT JOIN pg_description d ON d.classoid = o.class AND d.objoid = o.oid AND d.objsubid = 0
 WHERE n.nspname IN ($1) AND (o.kind <> 'table setting' OR o.detail <> '')
   -- What an extension or another object brings along, such as the functions of a range type.
   AND NOT EXISTS (SELECT 1 FROM pg_depend e
                    WHERE e.classid = o.class AND e.objid = o.oid AND e.deptype IN ('e', 'i'))
) r
