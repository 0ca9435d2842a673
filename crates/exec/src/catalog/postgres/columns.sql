SELECT row_to_json(r)::text FROM (
SELECT a.attrelid::int8 AS relation, a.attnum AS position, a.attname AS name,
       a.atttypid::int8 AS type, format_type(a.atttypid, a.atttypmod) AS spelling,
       a.attnotnull AS is_not_null, a.attidentity AS identity, {attgenerated} AS generated,
       pg_get_expr(ad.adbin, ad.adrelid) AS expression, ad.oid IS NOT NULL AS has_expression,
       CASE WHEN co.collname = 'default' OR (a.attcollation = t.typcollation AND t.typtype <> 'd')
            THEN NULL
            WHEN cn.nspname = 'pg_catalog' THEN co.collname
            ELSE cn.nspname || '.' || co.collname END AS collation,
       {collisdeterministic} AS is_deterministic, d.description AS comment
  FROM pg_attribute a
  JOIN pg_class c ON c.oid = a.attrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef ad ON ad.adrelid = a.attrelid AND ad.adnum = a.attnum
  LEFT JOIN pg_collation co ON co.oid = a.attcollation
  LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
  LEFT JOIN pg_description d ON d.classoid = 'pg_class'::regclass AND d.objoid = a.attrelid
                            AND d.objsubid = a.attnum
 WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p')
   AND NOT c.relispartition AND c.relpersistence <> 't' AND n.nspname IN ($1)
) r
