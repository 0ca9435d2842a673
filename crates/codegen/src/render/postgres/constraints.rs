//! Keys, checks and exclusion constraints.

use obmigrate_model::constraint::{Deferral, Enforcement, Inheritance, MatchType, Validation};
use obmigrate_model::index::Nulls;
use obmigrate_model::sql::Writer;
use obmigrate_model::{
    Check, Dialect, Exclusion, ForeignKey, Ident, PrimaryKey, ReferentialAction, Statement, Table,
    Unique,
};

use super::indexes;
use super::sequences::LONGEST_NAME;
use crate::render::parts;

/// Is what PostgreSQL puts behind the name of a table to name its primary key.
const PRIMARY_SUFFIX: &str = "_pkey";

pub(super) fn write_primary_key(sql: &mut Writer, key: &PrimaryKey) {
    if let Some(name) = &key.name {
        sql.kw("CONSTRAINT ").ident(name).kw(" ");
    }
    sql.kw("PRIMARY KEY ");
    parts::columns(sql, &key.columns);
    indexes::write_include(sql, &key.include);
    write_deferral(sql, key.deferral);
}

/// Names a primary key: its own name, or the one that PostgreSQL would choose.
pub(crate) fn primary_key_name(table: &Ident, key: &PrimaryKey) -> Ident {
    key.name.clone().unwrap_or_else(|| {
        let mut stem = table.as_str().to_owned();
        while stem.len() + PRIMARY_SUFFIX.len() > LONGEST_NAME {
            stem.pop();
        }
        // Made of a name, so it is neither empty nor holds a NUL.
        Ident::new(format!("{stem}{PRIMARY_SUFFIX}")).unwrap_or_else(|_| table.clone())
    })
}

pub(super) fn write_unique(sql: &mut Writer, name: &Ident, unique: &Unique) {
    sql.kw("CONSTRAINT ").ident(name).kw(" UNIQUE ");
    sql.kw(match unique.nulls {
        Nulls::Distinct => "",
        Nulls::NotDistinct => "NULLS NOT DISTINCT ",
    });
    parts::columns(sql, &unique.columns);
    indexes::write_include(sql, &unique.include);
    write_deferral(sql, unique.deferral);
}

/// Says whether a key of the table comes before it over the same columns. `CREATE TABLE` would drop
/// the second without a word (PostgreSQL 15, measured); `ALTER TABLE` keeps it.
pub(crate) fn is_repeated(table: &Table, name: &Ident) -> bool {
    let Some(unique) = table.uniques.get(name) else {
        return false;
    };
    let primary = table.primary_key.iter().map(|key| &key.columns);
    let before = table.uniques.range::<Ident, _>(..name);
    primary
        .chain(before.map(|(_, key)| &key.columns))
        .any(|columns| *columns == unique.columns)
}

/// Writes the statement that adds a unique key.
pub(crate) fn add_unique(table: &Ident, name: &Ident, unique: &Unique) -> Statement {
    let mut sql = add(table);
    write_unique(&mut sql, name, unique);
    sql.finish()
}

/// Writes the statement that adds a primary key.
pub(crate) fn add_primary_key(table: &Ident, key: &PrimaryKey) -> Statement {
    let mut sql = add(table);
    write_primary_key(&mut sql, key);
    sql.finish()
}

/// Writes the statement that adds a check.
pub(crate) fn add_check(table: &Ident, name: &Ident, check: &Check) -> Statement {
    let mut sql = add(table);
    write_check(&mut sql, name, check);
    if is_late(check) {
        sql.kw(" NOT VALID");
    }
    sql.finish()
}

/// Writes the statement that adds an exclusion constraint.
pub(crate) fn add_exclusion(table: &Ident, name: &Ident, exclusion: &Exclusion) -> Statement {
    let mut sql = add(table);
    write_exclusion(&mut sql, name, exclusion);
    sql.finish()
}

fn add(table: &Ident) -> Writer {
    let mut sql = Writer::new(Dialect::Postgres);
    sql.kw("ALTER TABLE ").ident(table).kw(" ADD ");
    sql
}

/// Says whether a check has to be added when its table is there: in `CREATE TABLE` the server takes
/// `NOT VALID` and forgets it.
pub(crate) fn is_late(check: &Check) -> bool {
    check.validation == Validation::NotValidated && check.enforcement == Enforcement::Enforced
}

pub(super) fn write_check(sql: &mut Writer, name: &Ident, check: &Check) {
    sql.kw("CONSTRAINT ")
        .ident(name)
        .kw(" CHECK ")
        .paren(|sql| {
            sql.expression(&check.expression);
        });
    sql.kw(match check.inheritance {
        Inheritance::Inherited => "",
        Inheritance::NotInherited => " NO INHERIT",
    });
    write_enforcement(sql, check.enforcement);
}

pub(super) fn write_exclusion(sql: &mut Writer, name: &Ident, exclusion: &Exclusion) {
    sql.kw("CONSTRAINT ").ident(name).kw(" EXCLUDE USING ");
    indexes::write_method(sql, &exclusion.method);
    sql.kw(" ").paren(|sql| {
        sql.comma(&exclusion.parts, |sql, part| {
            parts::key(sql, &part.key);
            sql.kw(" WITH ");
            // A bare operator has no letters; one with a schema is spelled in its own way.
            let bare = !part
                .operator
                .contains(|c: char| c.is_alphanumeric() || c == '"');
            if bare {
                sql.expression(&part.operator);
            } else {
                sql.kw("OPERATOR").paren(|sql| {
                    sql.expression(&part.operator);
                });
            }
        });
    });
    indexes::write_predicate(sql, exclusion.predicate.as_deref());
    write_deferral(sql, exclusion.deferral);
}

/// Writes the statement that adds a foreign key.
pub(crate) fn add_foreign_key(table: &Ident, name: &Ident, key: &ForeignKey) -> Statement {
    let mut sql = add(table);
    parts::foreign_key(&mut sql, name, key, &key.references.table);
    sql.kw(match key.match_type {
        MatchType::Simple => "",
        MatchType::Full => " MATCH FULL",
    });
    write_action(&mut sql, " ON DELETE ", key.on_delete);
    if !key.on_delete_columns.is_empty() {
        sql.kw(" ");
        parts::columns(&mut sql, &key.on_delete_columns);
    }
    write_action(&mut sql, " ON UPDATE ", key.on_update);
    write_deferral(&mut sql, key.deferral);
    write_enforcement(&mut sql, key.enforcement);
    // What is not enforced is not validated either, and need not say so.
    if key.validation == Validation::NotValidated && key.enforcement == Enforcement::Enforced {
        sql.kw(" NOT VALID");
    }
    sql.finish()
}

fn write_action(sql: &mut Writer, event: &'static str, action: ReferentialAction) {
    let words = match action {
        // What an omitted action means.
        ReferentialAction::NoAction => return,
        ReferentialAction::Restrict => "RESTRICT",
        ReferentialAction::Cascade => "CASCADE",
        ReferentialAction::SetNull => "SET NULL",
        ReferentialAction::SetDefault => "SET DEFAULT",
    };
    sql.kw(event).kw(words);
}

fn write_deferral(sql: &mut Writer, deferral: Deferral) {
    sql.kw(match deferral {
        Deferral::NotDeferrable => "",
        Deferral::InitiallyImmediate => " DEFERRABLE",
        Deferral::InitiallyDeferred => " DEFERRABLE INITIALLY DEFERRED",
    });
}

fn write_enforcement(sql: &mut Writer, enforcement: Enforcement) {
    sql.kw(match enforcement {
        Enforcement::Enforced => "",
        Enforcement::NotEnforced => " NOT ENFORCED",
    });
}
