//! Copies the rows of a table within the server, piece by piece.

use obmigrate_model::plan::{Copy, TablePlan};
use obmigrate_model::sql::Writer;

use super::name::Procedure;
use super::pieces::Pieces;
use super::script::Script;

/// Writes the copy as a procedure that commits each piece and, when it is run again, starts over.
pub(super) fn copy(
    script: &mut Script,
    procedure: &Procedure,
    copy: &Copy,
    table: Option<&TablePlan>,
) {
    let pieces = Pieces::of(copy, table.and_then(|table| table.before.as_ref()));
    script.comment(if pieces.is_some() {
        "The rows go in pieces, each committed by itself, in the order of the key. Run again after an \
         interruption, this file starts over: it empties the new table first."
    } else {
        "There is no key to walk the rows by, so they go in one statement. Run again after an \
         interruption, this file starts over: it empties the new table first."
    });
    script.run_procedure(procedure, |sql| {
        sql.kw("BEGIN\n");
        if let Some(pieces) = &pieces {
            pieces.declare(sql);
        }
        start_over(sql, copy, table);
        match &pieces {
            Some(pieces) => pieces.walk(sql, |sql| {
                sql.kw("    ").expression(copy.statement.sql());
                pieces.range(sql, &copy.key.iter().collect::<Vec<_>>());
                sql.kw(";\n");
            }),
            None => {
                sql.kw("  ").expression(copy.statement.sql());
                sql.kw(";\n  COMMIT;\n");
            }
        }
        sql.kw("END");
    });
    script.write(|sql| counts(sql, copy));
}

/// Empties the new table if it holds rows. `TRUNCATE` is refused where a foreign key references the
/// table (error 1701, measured); `DELETE` would follow it into the other tables.
pub(super) fn start_over(sql: &mut Writer, copy: &Copy, table: Option<&TablePlan>) {
    sql.kw("  IF EXISTS (SELECT 1 FROM ").ident(&copy.into);
    sql.kw(" LIMIT 1) THEN\n    TRUNCATE TABLE ")
        .ident(&copy.into);
    sql.kw(";\n");
    // Emptying the table forgets what it was created with.
    let after = table.and_then(|table| table.after.as_ref());
    if let Some(next) = after.and_then(|after| after.options.auto_increment) {
        sql.kw("    ALTER TABLE ").ident(&copy.into);
        sql.kw(" AUTO_INCREMENT = ").number(next).kw(";\n");
    }
    sql.kw("  END IF;\n");
}

fn counts(sql: &mut Writer, copy: &Copy) {
    sql.kw("SELECT (SELECT COUNT(*) FROM ").ident(&copy.from);
    sql.kw(") AS rows_before, (SELECT COUNT(*) FROM ");
    sql.ident(&copy.into).kw(") AS rows_after");
}
