//! Columns that are added, described anew or get another name.

use obmigrate_model::change::Rename;
use obmigrate_model::expression::columns;
use obmigrate_model::{
    Column, ColumnDelta, DefaultValue, Delta, Dialect, Ident, IndexKey, Nullability, ObjectPath,
    OnUpdate, Partitioning, Table,
};

use super::draft::{Draft, Sides};
use super::{Subject, refusal, same};
use crate::render::oceanbase as render;

impl Subject<'_> {
    /// A column at the end whose value in the rows that are there is one constant, or `NULL`: the
    /// server writes no row for it, nor to take it out again (4.3.5, measured).
    pub(super) fn add_column<'t>(
        &'t self,
        delta: &Delta,
        column: &'t Column,
        draft: &mut Draft<'t>,
    ) -> Result<(), String> {
        let position = self.after.columns.position(&column.name);
        if position.is_none_or(|position| position < self.there.columns.len()) {
            return refusal(delta, "it is not the last column");
        }
        if column.generated.is_some() || column.identity.is_some() {
            return refusal(delta, "the server computes its values");
        }
        let is_constant = match (&column.default, column.nullability) {
            (Some(DefaultValue::Literal(_)), _) | (None, Nullability::Nullable) => true,
            (None, Nullability::NotNull)
            | (
                Some(
                    DefaultValue::CurrentTimestamp
                    | DefaultValue::CurrentDate
                    | DefaultValue::RandomUuid
                    | DefaultValue::Expression(_),
                ),
                _,
            ) => false,
        };
        if !is_constant || column.on_update != OnUpdate::Unchanged {
            return refusal(delta, "its value is no constant");
        }
        let given_up = |there: &&Column| same(&there.name, &column.name);
        if self.before.columns.iter().any(|there| given_up(&there)) {
            return refusal(delta, "another column gives its name up");
        }
        let keeps_long = |column: &Column| render::is_long(&column.data_type);
        if keeps_long(column) && !self.before.columns.iter().any(keeps_long) {
            return refusal(delta, "to take the only long column out writes every row");
        }
        check_described(delta, column)?;
        draft.added.push(column);
        Ok(())
    }

    /// Defaults and comments are part of the description: a row keeps the value that it got from a
    /// default before (4.3.5, measured). Whether `NULL` is allowed is not altered: a `NULL` that was
    /// written since would stand in the way back.
    pub(super) fn alter_column<'t>(
        &'t self,
        delta: &Delta,
        name: &'t Ident,
        deltas: &[ColumnDelta],
        draft: &mut Draft<'t>,
    ) -> Result<(), String> {
        let (Some(before), Some(after)) =
            (self.there.columns.get(name), self.after.columns.get(name))
        else {
            return refusal(delta, "there is no such column");
        };
        for attribute in deltas {
            let why = match attribute {
                ColumnDelta::Default(_) | ColumnDelta::Comment(_) => continue,
                ColumnDelta::DataType(_) => "the rows have to take the new type",
                ColumnDelta::Nullability(_) => "a NULL written since would bar the way back",
                ColumnDelta::Identity(_) | ColumnDelta::Generated(_) | ColumnDelta::OnUpdate(_) => {
                    "the server computes its values"
                }
                ColumnDelta::Collation(_) => "its indexes have to be ordered anew",
            };
            return refusal(format_args!("column {name}: {attribute}"), why);
        }
        if after.generated.is_some() {
            return refusal(delta, "the server computes its values");
        }
        check_described(delta, after)?;
        draft.modified.push(Sides { before, after });
        Ok(())
    }

    /// Keys, indexes and foreign keys of either side follow a renamed column. What is written as an
    /// expression does not: the server refuses (errors 3108, 3837, 3855, 3959), and a view or a trigger
    /// is broken (4.3.5, measured).
    pub(super) fn rename_column<'t>(
        &'t self,
        named: &'t Rename,
        draft: &mut Draft<'t>,
    ) -> Result<(), String> {
        let (from, to) = (&named.name.before, &named.name.after);
        let taken = |columns: &Table, name| {
            let mut columns = columns.columns.names();
            columns.any(|column| same(column, name))
        };
        if taken(self.before, to) || taken(self.after, from) {
            return refusal(named, "another column has one of the names");
        }
        let computed = self.before.columns.get(from);
        if computed.is_none_or(|column| column.generated.is_some()) {
            return refusal(named, "the server computes its values");
        }
        if is_read(self.before, from) {
            return refusal(named, "an expression names it");
        }
        let table = ObjectPath::table(self.name);
        let reads_table =
            self.live.unmodelled.iter().find(|object| {
                object.path.is_within(&table) || object.depends_on.contains(self.name)
            });
        if let Some(object) = reads_table {
            return refusal(
                named,
                &format!("the {} {} may name it", object.kind, object.path),
            );
        }
        if render::is_misread(from) || render::is_misread(to) {
            return refusal(named, render::ADDED_BY_NAME);
        }
        draft.renamed_columns.push(Sides {
            before: from,
            after: to,
        });
        Ok(())
    }
}

/// A column is restated as a whole, so nothing of it may be left to the server.
fn check_described(delta: &Delta, column: &Column) -> Result<(), String> {
    if column.data_type.is_character() && column.collation.is_none() {
        return refusal(delta, "its collation is not known");
    }
    if render::is_misread(&column.name) {
        return refusal(delta, render::ADDED_BY_NAME);
    }
    Ok(())
}

/// Says whether an expression of the table reads a column; one that is not understood may.
fn is_read(table: &Table, column: &Ident) -> bool {
    let reads = |expression: &str| {
        columns(expression, Dialect::OceanBase)
            .map_or(true, |names| names.iter().any(|name| same(name, column)))
    };
    let checks = table.checks.values().map(|check| &check.expression);
    let generated = table.columns.iter().filter_map(|column| {
        let generated = column.generated.as_ref()?;
        Some(&generated.expression)
    });
    let parts = table.indexes.values().flat_map(|index| &index.parts);
    let indexed = parts.filter_map(|part| match &part.key {
        IndexKey::Column(_) => None,
        IndexKey::Expression(expression) => Some(expression),
    });
    let mut expressions = checks.chain(generated).chain(indexed);
    expressions.any(|expression| reads(expression))
        || table
            .partitioning
            .as_ref()
            .is_some_and(|split| splits_by(split, column, &reads))
}

fn splits_by(split: &Partitioning, column: &Ident, reads: &impl Fn(&str) -> bool) -> bool {
    let by_key = split.key.iter().any(|part| match part {
        IndexKey::Column(name) => same(name, column),
        IndexKey::Expression(expression) => reads(expression),
    });
    let inner = split.partitions.iter();
    by_key
        || inner
            .filter_map(|partition| partition.partitioning.as_ref())
            .any(|split| splits_by(split, column, reads))
}
