//! Who keeps a statement waiting.

use obmigrate_model::{Statement, Value};

use crate::{Connection, collect};

/// The transactions that have written to a table of this database, or locked rows of it, on the
/// server that answers; the tool's own lock is not among them. Measured on 4.3.5: such a transaction
/// has a lock of the kind `TM` on the tablet of the table, or of each partition. There is no view of
/// tablets on every build, so their tables are read.
const HOLDERS: &str = "SELECT /*+ query_timeout(10000000) */ DISTINCT l.session_id, t.table_name \
    FROM oceanbase.V$OB_LOCKS l \
    JOIN (SELECT tablet_id, table_id FROM oceanbase.__all_table \
    UNION ALL SELECT tablet_id, table_id FROM oceanbase.__all_part \
    UNION ALL SELECT tablet_id, table_id FROM oceanbase.__all_sub_part) o ON o.tablet_id = l.id3 \
    JOIN oceanbase.__all_table t ON t.table_id = o.table_id \
    JOIN oceanbase.__all_database d ON d.database_id = t.database_id \
    WHERE l.type = 'TM' AND l.session_id <> connection_id() AND d.database_name = DATABASE() \
    AND t.table_name NOT IN ('obmigrate_run', 'obmigrate_step', 'obmigrate_lock') \
    ORDER BY 1, 2 LIMIT 10";

/// Lists the sessions whose open transactions hold locks on tables of this database, as `session 7 on
/// orders`. The list is empty where the user may not read who holds what.
pub(super) async fn holders(connection: &mut dyn Connection) -> Vec<String> {
    let rows = collect(connection, &Statement::new(HOLDERS)).await;
    let told = |row: &Vec<Value>| {
        let session = row.first()?.as_integer()?;
        Some(format!("session {session} on {}", row.get(1)?.as_text()?))
    };
    rows.unwrap_or_default().iter().filter_map(told).collect()
}
