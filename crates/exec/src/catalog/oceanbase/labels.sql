SELECT t.table_name, c.column_name, HEX(c.extended_type_info)
  FROM oceanbase.__all_column c
  JOIN oceanbase.__all_table t ON t.table_id = c.table_id
  JOIN oceanbase.__all_database d ON d.database_id = t.database_id
 WHERE d.database_name = $1 AND t.table_type = 3 AND c.extended_type_info IS NOT NULL
