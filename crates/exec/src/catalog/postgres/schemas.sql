SELECT row_to_json(r)::text FROM (
SELECT n.nspname AS name, coalesce(has_schema_privilege(n.oid, 'USAGE'), true) AS may_use
  FROM pg_namespace n
) r
