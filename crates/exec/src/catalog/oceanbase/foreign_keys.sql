SELECT t.table_name, f.foreign_key_name, f.enable_flag, f.validate_flag
  FROM oceanbase.__all_foreign_key f
  JOIN oceanbase.__all_table t ON t.table_id = f.child_table_id
  JOIN oceanbase.__all_database d ON d.database_id = t.database_id
 WHERE d.database_name = $1
