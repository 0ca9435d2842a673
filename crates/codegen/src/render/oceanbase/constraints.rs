//! Foreign keys and checks.

use obmigrate_model::constraint::Enforcement;
use obmigrate_model::sql::Writer;
use obmigrate_model::{Check, ForeignKey, Ident, ReferentialAction, Statement};

use super::alter;
use crate::render::parts;

/// Writes a check as a part of a table.
pub(super) fn write_check(sql: &mut Writer, name: &Ident, check: &Check) {
    sql.kw("CONSTRAINT ")
        .ident(name)
        .kw(" CHECK ")
        .paren(|sql| {
            sql.expression(&check.expression);
        });
    sql.kw(match check.enforcement {
        Enforcement::Enforced => "",
        Enforcement::NotEnforced => " NOT ENFORCED",
    });
}

/// Writes the statement that adds a foreign key under a name, to a parent under a name.
pub(crate) fn add_foreign_key(
    table: &Ident,
    name: &Ident,
    key: &ForeignKey,
    parent: &Ident,
) -> Statement {
    let mut sql = alter(table);
    sql.kw("ADD ");
    write_foreign_key(&mut sql, name, key, parent);
    sql.finish()
}

/// Writes a foreign key as a part of a table.
pub(super) fn write_foreign_key(sql: &mut Writer, name: &Ident, key: &ForeignKey, parent: &Ident) {
    parts::foreign_key(sql, name, key, parent);
    sql.kw(action_words(
        key.on_delete,
        " ON DELETE CASCADE",
        " ON DELETE SET NULL",
    ));
    sql.kw(action_words(
        key.on_update,
        " ON UPDATE CASCADE",
        " ON UPDATE SET NULL",
    ));
}

/// Restricting is what an omitted action means. Setting a default is refused before it comes here.
const fn action_words(
    action: ReferentialAction,
    cascade: &'static str,
    set_null: &'static str,
) -> &'static str {
    match action {
        ReferentialAction::Cascade => cascade,
        ReferentialAction::SetNull => set_null,
        ReferentialAction::NoAction
        | ReferentialAction::Restrict
        | ReferentialAction::SetDefault => "",
    }
}

/// Writes the statement that drops a foreign key.
pub(crate) fn drop_foreign_key(table: &Ident, name: &Ident) -> Statement {
    let mut sql = alter(table);
    sql.kw("DROP FOREIGN KEY ").ident(name);
    sql.finish()
}

/// Writes the statement that adds a check.
pub(crate) fn add_check(table: &Ident, name: &Ident, check: &Check) -> Statement {
    let mut sql = alter(table);
    sql.kw("ADD ");
    write_check(&mut sql, name, check);
    sql.finish()
}

/// Writes the statement that drops a check.
pub(crate) fn drop_check(table: &Ident, name: &Ident) -> Statement {
    let mut sql = alter(table);
    sql.kw("DROP CONSTRAINT ").ident(name);
    sql.finish()
}
