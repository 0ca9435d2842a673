SELECT s.sequence_name, s.start_with, s.increment_by, s.min_value, s.max_value, s.cache_size,
       s.cycle_flag
  FROM oceanbase.__all_sequence_object s
  JOIN oceanbase.__all_database d ON d.database_id = s.database_id
 WHERE d.database_name = $1 ORDER BY s.sequence_name
