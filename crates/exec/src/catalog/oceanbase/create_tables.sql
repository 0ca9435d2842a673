SELECT t.table_name,
       (SELECT s.create_table FROM oceanbase.__all_virtual_show_create_table s
         WHERE s.table_id = t.table_id)
  FROM oceanbase.__all_table t
  JOIN oceanbase.__all_database d ON d.database_id = t.database_id
 WHERE d.database_name = $1 AND t.table_type = 3
