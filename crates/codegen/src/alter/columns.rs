//! Changes the columns of a table, and how the server keeps it.

use obmigrate_model::plan::Hazard;
use obmigrate_model::schema::Persistence;
use obmigrate_model::sql::Writer;
use obmigrate_model::{
    Column, Dialect, Generation, Ident, Identity, Nullability, ObjectPath, ServerVersion,
};

use super::conversion::{self, Conversion};
use super::rewrite;
use super::scope::{Kept, nullability};
use super::sequences::drop_sequence;
use crate::definition::Part;
use crate::error::Error;
use crate::render::postgres as render;
use crate::render::postgres::{columns, types};

/// Drops columns and what goes of others: what computes columns first, since the server lets nobody
/// touch what it reads.
pub(super) fn clear(kept: &Kept<'_>, parts: &mut Vec<Part>) {
    for after in &kept.goal.columns {
        let before = kept.there.columns.get(&after.name);
        let is_computed = before.is_some_and(|before| before.generated.is_some());
        if is_computed && after.generated.is_none() {
            let mut sql = of_column(kept.name, after);
            sql.kw("DROP EXPRESSION");
            push(parts, kept.name, &after.name, sql);
        }
    }
    let gone = |column: &&Column| kept.there.columns.get(&column.name).is_none();
    let (computed, stored): (Vec<_>, Vec<_>) = kept
        .was
        .columns
        .iter()
        .filter(gone)
        .partition(|column| column.generated.is_some());
    for column in computed.into_iter().chain(stored) {
        let mut sql = of_table(kept.name);
        sql.kw("DROP COLUMN ").ident(&column.name);
        let path = ObjectPath::column(kept.name, &column.name);
        let part = Part::new(&path, sql.finish()).doing("drop");
        // What is computed from others is not lost.
        let lost = column.generated.is_none().then_some(Hazard::DataLoss);
        parts.push(part.warning([Hazard::Lock]).warning(lost));
    }
    for after in &kept.goal.columns {
        let Some(before) = kept.there.columns.get(&after.name) else {
            continue;
        };
        if let Some(identity) = &before.identity
            && is_renumbered(kept, before, after)
        {
            stop_numbering(kept.name, before, identity, parts);
        }
        if loses_default(kept, before, after) {
            let mut sql = of_column(kept.name, after);
            sql.kw("DROP DEFAULT");
            push(parts, kept.name, &after.name, sql);
        }
    }
}

/// Says whether a column's default goes; one for another type is set again afterwards.
fn loses_default(kept: &Kept<'_>, before: &Column, after: &Column) -> bool {
    let is_retyped = kept.touched.retyped.contains(&after.name);
    before.default.is_some() && (is_retyped || before.default != after.default)
}

/// Alters columns and adds others, and changes how the server keeps the table.
pub(super) fn alter(
    kept: &Kept<'_>,
    version: ServerVersion,
    parts: &mut Vec<Part>,
    errors: &mut Vec<Error>,
) {
    for after in &kept.goal.columns {
        if let Some(before) = kept.there.columns.get(&after.name) {
            alter_one(kept, before, after, version, parts, errors);
        }
    }
    for column in &kept.goal.columns {
        if kept.there.columns.get(&column.name).is_none() {
            create_behind(kept.name, column, version, parts);
            let mut sql = of_table(kept.name);
            sql.kw("ADD COLUMN ");
            columns::write(&mut sql, kept.name, column, version);
            let path = ObjectPath::column(kept.name, &column.name);
            let part = Part::new(&path, sql.finish()).doing("add");
            let hazards = rewrite::adding(column, version);
            parts.push(part.warning([Hazard::Lock]).warning(hazards));
        }
    }
    if kept.was.options.persistence != kept.goal.options.persistence {
        let mut sql = of_table(kept.name);
        sql.kw(match kept.goal.options.persistence {
            Persistence::Permanent => "SET LOGGED",
            Persistence::Unlogged => "SET UNLOGGED",
        });
        let path = ObjectPath::table(kept.name).join("options");
        let hazards = [Hazard::Lock, Hazard::Rewrite, Hazard::LongRunning];
        parts.push(Part::new(&path, sql.finish()).warning(hazards));
    }
}

fn alter_one(
    kept: &Kept<'_>,
    before: &Column,
    after: &Column,
    version: ServerVersion,
    parts: &mut Vec<Part>,
    errors: &mut Vec<Error>,
) {
    let table = kept.name;
    let is_retyped = kept.touched.retyped.contains(&after.name);
    if is_retyped {
        retype(table, before, after, version, parts, errors);
    }
    let wanted = nullability(kept.goal, after);
    if nullability(kept.was, before) != wanted {
        let mut sql = of_column(table, after);
        sql.kw(match wanted {
            Nullability::Nullable => "DROP NOT NULL",
            Nullability::NotNull => "SET NOT NULL",
        });
        let part = Part::new(&ObjectPath::column(table, &after.name), sql.finish());
        let is_looked_for = (wanted == Nullability::NotNull).then_some(Hazard::LongRunning);
        parts.push(part.warning([Hazard::Lock]).warning(is_looked_for));
    }
    let default = after.default.as_ref();
    let has_it = before.default.is_some() && !loses_default(kept, before, after);
    if let Some(default) = default.filter(|_| !has_it) {
        let mut sql = of_column(table, after);
        sql.kw("SET DEFAULT ");
        columns::write_default(&mut sql, default);
        push(parts, table, &after.name, sql);
    }
    if let Some(identity) = &after.identity
        && is_renumbered(kept, before, after)
    {
        create_behind(table, after, version, parts);
        start_numbering(table, after, identity, parts);
    }
}

fn retype(
    table: &Ident,
    before: &Column,
    after: &Column,
    version: ServerVersion,
    parts: &mut Vec<Part>,
    errors: &mut Vec<Error>,
) {
    let Some(conversion) = conversion::of(&before.data_type, &after.data_type) else {
        errors.push(unsupported(table, before, after));
        return;
    };
    let mut sql = of_column(table, after);
    sql.kw("TYPE ");
    types::write(&mut sql, &after.data_type, version);
    if let Some(collation) = &after.collation {
        columns::write_collation(&mut sql, collation);
    }
    if conversion != Conversion::Assigned {
        sql.kw(" USING ");
        conversion::write(
            &mut sql,
            &before.name,
            &after.data_type,
            conversion,
            version,
        );
    }
    let part = Part::new(&ObjectPath::column(table, &after.name), sql.finish());
    let hazards = rewrite::retyping(before, after, conversion);
    parts.push(part.warning([Hazard::Lock]).warning(hazards));
}

/// Says that a column's values have no way into its new type.
pub(super) fn unsupported(table: &Ident, before: &Column, after: &Column) -> Error {
    Error::UnsupportedConversion {
        path: ObjectPath::column(table, &after.name),
        before: before.data_type.to_string(),
        after: after.data_type.to_string(),
        advice: "",
    }
}

/// Says whether a column's numbering is taken away and set up once more; a sequence counts in its
/// column's type.
pub(super) fn is_renumbered(kept: &Kept<'_>, before: &Column, after: &Column) -> bool {
    before.identity != after.identity
        || after.identity.is_some() && kept.touched.retyped.contains(&after.name)
}

fn stop_numbering(table: &Ident, column: &Column, identity: &Identity, parts: &mut Vec<Part>) {
    let mut sql = of_column(table, column);
    match identity.generation {
        Generation::Serial => {
            sql.kw("DROP DEFAULT");
            push(parts, table, &column.name, sql);
            let sequence = render::name_behind(table, &column.name, identity);
            let path = ObjectPath::column(table, &column.name).join("identity");
            parts.push(Part::new(&path, drop_sequence(&sequence)).doing("drop"));
        }
        Generation::Always | Generation::ByDefault => {
            sql.kw("DROP IDENTITY");
            push(parts, table, &column.name, sql);
        }
    }
}

fn start_numbering(table: &Ident, column: &Column, identity: &Identity, parts: &mut Vec<Part>) {
    let mut sql = of_column(table, column);
    match identity.generation {
        Generation::Serial => {
            sql.kw("SET DEFAULT nextval(");
            let sequence = render::name_behind(table, &column.name, identity);
            columns::write_sequence(&mut sql, &sequence);
            sql.kw(")");
        }
        Generation::Always | Generation::ByDefault => {
            sql.kw("ADD ");
            columns::write_numbering(&mut sql, identity);
        }
    }
    push(parts, table, &column.name, sql);
}

/// Creates the sequence that a `serial` column takes its numbers from.
fn create_behind(table: &Ident, column: &Column, version: ServerVersion, parts: &mut Vec<Part>) {
    if let Some((name, sequence)) = render::behind_column(table, column) {
        let path = ObjectPath::column(table, &column.name).join("identity");
        let create = render::create_sequence(&name, &sequence, version);
        parts.push(Part::new(&path, create).doing("create"));
    }
}

fn of_table(table: &Ident) -> Writer {
    let mut sql = Writer::new(Dialect::Postgres);
    sql.kw("ALTER TABLE ").ident(table).kw(" ");
    sql
}

fn of_column(table: &Ident, column: &Column) -> Writer {
    let mut sql = of_table(table);
    sql.kw("ALTER COLUMN ").ident(&column.name).kw(" ");
    sql
}

fn push(parts: &mut Vec<Part>, table: &Ident, column: &Ident, sql: Writer) {
    let path = ObjectPath::column(table, column);
    parts.push(Part::new(&path, sql.finish()).warning([Hazard::Lock]));
}
