//! Carries the next number of a self-numbering table over.
//!
//! `SHOW CREATE TABLE` shows it exactly, but no statement can use what it shows, and
//! `information_schema` has `NULL`. The catalogue has the end of the numbers that the server has
//! reserved, which goes beyond by what the server keeps in memory, a million at most, and the number
//! of the last `CREATE` or `ALTER`; once the former was behind (OceanBase 4.3.5, measured). So both
//! numbers are shown in the end, and a person has the last word.

use obmigrate_model::Ident;
use obmigrate_model::sql::Writer;

use super::script::Script;

/// Sets the next number of one table to one that the other has not given out.
pub(super) fn carry(script: &mut Script, from: &Ident, to: &Ident) {
    script.comment(
        "The server shows the next number only to a person. This script sets the end of the numbers \
         that the server has reserved, which skips up to 1000000, as a restart does. It needs SELECT on \
         the database oceanbase. In the end it lists both tables: the new one's Auto_increment must not \
         be less. If it is, or to keep the exact number, or without that right, look for \
         AUTO_INCREMENT in the answer of the first of these statements and run the second with it:",
    );
    script.comment(&line(|sql| {
        sql.kw("SHOW CREATE TABLE ").ident(from).kw(";");
    }));
    script.comment(&line(|sql| {
        sql.kw("ALTER TABLE ").ident(to);
        sql.kw(" AUTO_INCREMENT = the number;");
    }));
    script.write(|sql| {
        sql.kw("SET @obmigrate_next = (SELECT GREATEST(COALESCE(MAX(i.auto_increment_value), 1), ");
        sql.kw("COALESCE(MAX(i.sync_value), 0) + 1, COALESCE(MAX(t.auto_increment), 1)) ");
        sql.kw("FROM oceanbase.DBA_OBJECTS o LEFT JOIN oceanbase.DBA_OB_AUTO_INCREMENT i ");
        sql.kw("ON i.auto_increment_key = o.object_id ");
        sql.kw("LEFT JOIN oceanbase.__all_table t ON t.table_id = o.object_id ");
        sql.kw("WHERE o.owner = DATABASE() AND o.object_type = 'TABLE' ");
        sql.kw("AND CAST(o.object_name AS BINARY) = CAST(");
        sql.string(from.as_str()).kw(" AS BINARY))");
    });
    let mut alter = Writer::new(obmigrate_model::Dialect::OceanBase);
    alter.kw("ALTER TABLE ").ident(to).kw(" AUTO_INCREMENT = ");
    let alter = alter.finish();
    script.write(|sql| {
        sql.kw("SET @obmigrate_alter = IF(@obmigrate_next IS NULL, ");
        sql.kw("'SELECT NULL AS next_number', CONCAT(");
        sql.string(alter.sql()).kw(", @obmigrate_next))");
    });
    script.write(|sql| {
        sql.kw("PREPARE obmigrate_alter FROM @obmigrate_alter");
    });
    script.write(|sql| {
        sql.kw("EXECUTE obmigrate_alter");
    });
    script.write(|sql| {
        sql.kw("DEALLOCATE PREPARE obmigrate_alter");
    });
    script.write(|sql| {
        sql.kw("SHOW TABLE STATUS WHERE name IN (");
        sql.string(from.as_str())
            .kw(", ")
            .string(to.as_str())
            .kw(")");
    });
}

fn line(write: impl FnOnce(&mut Writer)) -> String {
    let mut sql = Writer::new(obmigrate_model::Dialect::OceanBase);
    write(&mut sql);
    sql.finish().sql().to_owned()
}
