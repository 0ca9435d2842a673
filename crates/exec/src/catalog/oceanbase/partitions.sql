SELECT t.table_name, p.part_name, p.high_bound_val, p.list_val, p.b_high_bound_val, p.b_list_val,
       s.sub_part_name, s.high_bound_val, s.list_val, s.b_high_bound_val, s.b_list_val
  FROM oceanbase.__all_part p
  JOIN oceanbase.__all_table t ON t.table_id = p.table_id
  JOIN oceanbase.__all_database d ON d.database_id = t.database_id
  LEFT JOIN oceanbase.__all_sub_part s ON s.table_id = p.table_id AND s.part_id = p.part_id
 WHERE d.database_name = $1 AND t.table_type = 3
 ORDER BY t.table_name, p.part_idx, s.sub_part_idx
