//! `ALTER TABLE`, as dumps and people write it behind `CREATE TABLE`.

use super::column;
use super::constraint;
use super::cursor::{Cursor, Name, Read};
use super::draft::Draft;
use super::judge::judge;
use super::partition::{self, Attached};
use super::table::{add_column, column_of, oceanbase_option};
use crate::constraint::Validation;
use crate::{Column, Dialect, Nullability, ObjectPath, Table};

/// Actions that change nothing of what the model holds.
const HARMLESS: [&str; 13] = [
    "OWNER TO",
    "CLUSTER ON",
    "SET WITHOUT CLUSTER",
    "REPLICA IDENTITY",
    "SET TABLESPACE",
    "SET WITHOUT OIDS",
    "DISABLE KEYS",
    "ENABLE KEYS",
    "DISABLE TRIGGER",
    "ENABLE TRIGGER",
    "ENABLE ALWAYS TRIGGER",
    "ENABLE REPLICA TRIGGER",
    "FORCE",
];

/// Reads what stands behind `ALTER TABLE`.
pub(super) fn alter(draft: &mut Draft<'_>, rest: &mut Cursor<'_>) -> Read<()> {
    let source = *rest;
    rest.accept("IF EXISTS");
    rest.accept("ONLY");
    let table = rest.table_name()?;
    let table = draft.resolved(table);
    if rest.sees("OWNER TO") {
        draft.ignore("ALTER TABLE … OWNER TO");
        return Ok(());
    }
    draft.existing(&table, &source)?;
    for action in rest.items(rest.rest()) {
        let mut action = rest.within(action);
        if let Err(fault) = one(draft, &table, &mut action) {
            draft.fault(fault);
        }
    }
    Ok(())
}

fn one(draft: &mut Draft<'_>, table: &Name, rest: &mut Cursor<'_>) -> Read<()> {
    let source = *rest;
    if rest.accept("ADD") {
        return add(draft, table, rest);
    }
    if rest.accept("ALTER") {
        rest.accept("COLUMN");
        return alter_column(draft, table, rest);
    }
    if rest.accept("ATTACH PARTITION") {
        let child = draft.resolved(rest.table_name()?);
        let bound = partition::bound(rest)?;
        rest.expect_end()?;
        draft.attached.push(Attached {
            parent: table.clone(),
            child,
            bound,
            at: source.position(),
        });
        return Ok(());
    }
    let path = ObjectPath::table(&table.name);
    if rest.sees("INHERIT") {
        draft.inheriting.insert(table.clone());
        draft.unmodelled(table, "inheritance", path, rest.slice(rest.rest()));
        return Ok(());
    }
    if rest.accept("ENABLE ROW LEVEL SECURITY") || rest.accept("FORCE ROW LEVEL SECURITY") {
        let text = source.slice(source.rest());
        draft.unmodelled(table, "row level security", path, text);
        return Ok(());
    }
    if rest.accept("VALIDATE CONSTRAINT") {
        return validated(draft, table, rest, &source);
    }
    if let Some(kind) = rest.accept_any(&HARMLESS) {
        draft.ignore(&format!("ALTER TABLE … {kind}"));
        return Ok(());
    }
    if rest.accept("SET") && rest.sees_symbol('(') {
        draft.unmodelled(table, "storage parameters", path, rest.slice(rest.rest()));
        return Ok(());
    }
    if rest.dialect == Dialect::OceanBase && is_option(&source) {
        let mut rest = source;
        let before = draft.existing(table, &source)?;
        let mut changed = Table {
            options: before.options.clone(),
            comment: before.comment.clone(),
            ..Table::default()
        };
        while !rest.is_at_end() {
            oceanbase_option(draft, &mut rest, &mut changed)?;
        }
        let after = draft.existing(table, &source)?;
        after.options = changed.options;
        after.comment = changed.comment;
        return Ok(());
    }
    Err(source.unsupported("a change of a table that is not understood"))
}

/// Notes that the rows that were there before a constraint have been checked.
fn validated(
    draft: &mut Draft<'_>,
    table: &Name,
    rest: &mut Cursor<'_>,
    source: &Cursor<'_>,
) -> Read<()> {
    let name = rest.name()?;
    rest.expect_end()?;
    let table = draft.existing(table, source)?;
    let check = table.checks.get_mut(&name);
    let key = table.foreign_keys.get_mut(&name);
    let validation = check
        .map(|check| &mut check.validation)
        .or_else(|| key.map(|key| &mut key.validation));
    match validation {
        Some(validation) => {
            *validation = Validation::Validated;
            Ok(())
        }
        None => Err(source.fault_of(
            "model/ddl-unknown-object",
            format!("the table has no constraint {name} that could be validated"),
        )),
    }
}

fn is_option(rest: &Cursor<'_>) -> bool {
    ["AUTO_INCREMENT", "COMMENT", "READ ONLY", "READ WRITE"]
        .iter()
        .any(|words| rest.sees(words))
}

fn add<'a>(draft: &mut Draft<'_>, table: &Name, rest: &mut Cursor<'a>) -> Read<()> {
    if constraint::comes_next(rest) {
        let pending = constraint::read(draft, rest)?;
        return constraint::add(draft, table, pending);
    }
    rest.accept("COLUMN");
    rest.accept("IF NOT EXISTS");
    for pending in add_column(draft, table, rest)? {
        constraint::add(draft, table, pending)?;
    }
    Ok(())
}

fn alter_column(draft: &mut Draft<'_>, table: &Name, rest: &mut Cursor<'_>) -> Read<()> {
    let source = *rest;
    let name = rest.name()?;
    if draft.inheriting.contains(table) && !draft.has_column(table, &name) {
        // A column that it has from the table it inherits from.
        let path = ObjectPath::column(&table.name, &name);
        draft.unmodelled(table, "inherited column", path, rest.slice(rest.rest()));
        return Ok(());
    }
    let mut changed: Column = column_of(draft, table, &name, &source)?.clone();
    if rest.accept("SET DEFAULT") {
        let tokens = rest.until(|_| false);
        judge(draft, rest, tokens);
        changed.default = column::default(rest, tokens, &changed.data_type)?;
    } else if rest.accept("DROP DEFAULT") {
        changed.default = None;
    } else if rest.accept("SET NOT NULL") {
        changed.nullability = Nullability::NotNull;
    } else if rest.accept("DROP NOT NULL") {
        changed.nullability = Nullability::Nullable;
    } else if rest.accept("ADD") {
        column::generated(draft, table, rest, &mut changed)?;
    } else if rest.accept("SET STATISTICS") || rest.accept("SET STORAGE") {
        rest.next();
        draft.ignore("STATISTICS or STORAGE of a column");
    } else {
        return Err(source.unsupported("a change of a column that is not understood"));
    }
    rest.expect_end()?;
    *column_of(draft, table, &name, &source)? = changed;
    Ok(())
}
