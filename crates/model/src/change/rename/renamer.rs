//! Writes other names into everything that refers to a renamed object.

use std::collections::BTreeMap;

use super::{KeyKind, Rename, Renamed};
use crate::expression::rename_columns;
use crate::{
    Change, Check, Column, Delta, Dialect, Exclusion, ForeignKey, Ident, Index, IndexKey, Ordered,
    Pair, Partitioning, PrimaryKey, Schema, Sequence, Table, Unique,
};

type Names<'a> = BTreeMap<&'a Ident, &'a Ident>;

/// Knows the names before and after; tables are looked up by their names before.
pub(crate) struct Renamer<'a> {
    dialect: Dialect,
    tables: Names<'a>,
    columns: BTreeMap<&'a Ident, Names<'a>>,
    keys: BTreeMap<(&'a Ident, KeyKind), Names<'a>>,
    sequences: Names<'a>,
}

impl<'a> Renamer<'a> {
    pub(crate) fn new(dialect: Dialect, renames: &'a [Rename]) -> Self {
        let mut renamer = Self {
            dialect,
            tables: Names::new(),
            columns: BTreeMap::new(),
            keys: BTreeMap::new(),
            sequences: Names::new(),
        };
        for rename in renames {
            let names = match &rename.object {
                Renamed::Table => &mut renamer.tables,
                Renamed::Column { table } => renamer.columns.entry(table).or_default(),
                Renamed::Key { table, kind } => renamer.keys.entry((table, *kind)).or_default(),
                Renamed::Sequence => &mut renamer.sequences,
            };
            names.insert(&rename.name.before, &rename.name.after);
        }
        renamer
    }

    pub(crate) fn schema(&self, schema: &Schema) -> Schema {
        let Schema {
            dialect,
            tables,
            sequences,
            unmodelled,
        } = schema;
        let mut unmodelled = unmodelled.clone();
        for name in unmodelled.iter_mut().flat_map(|one| &mut one.depends_on) {
            *name = self.table_name(name).clone();
        }
        Schema {
            dialect: *dialect,
            tables: tables
                .iter()
                .map(|(name, table)| (self.table_name(name).clone(), self.table(name, table)))
                .collect(),
            sequences: sequences
                .iter()
                .map(|(name, sequence)| (self.sequence_name(name), self.sequence(sequence)))
                .collect(),
            unmodelled,
        }
    }

    /// Returns the change of a table in the names after.
    pub(crate) fn change(&self, change: &Change) -> Change {
        let name = change.table();
        let renamed = self.table_name(name).clone();
        match change {
            Change::CreateTable { table, .. } => Change::CreateTable {
                name: renamed,
                table: self.table(name, table),
            },
            Change::DropTable { table, .. } => Change::DropTable {
                name: renamed,
                table: self.table(name, table),
            },
            Change::AlterTable { deltas, .. } => Change::AlterTable {
                name: renamed,
                deltas: deltas.iter().map(|delta| self.delta(name, delta)).collect(),
            },
        }
    }

    pub(crate) fn sequence_name(&self, name: &Ident) -> Ident {
        (*self.sequences.get(name).unwrap_or(&name)).clone()
    }

    pub(crate) fn sequence(&self, sequence: &Sequence) -> Sequence {
        let mut renamed = sequence.clone();
        if let Some(owner) = &mut renamed.owner {
            owner.column = self.column_name(&owner.table, &owner.column).clone();
            owner.table = self.table_name(&owner.table).clone();
        }
        renamed
    }

    fn table_name<'n>(&'n self, name: &'n Ident) -> &'n Ident {
        self.tables.get(name).copied().unwrap_or(name)
    }

    fn column_name<'n>(&'n self, table: &Ident, name: &'n Ident) -> &'n Ident {
        let renamed = self.columns.get(table).and_then(|names| names.get(name));
        renamed.copied().unwrap_or(name)
    }

    fn key_name(&self, table: &Ident, kind: KeyKind, name: &Ident) -> Ident {
        let renamed = self.keys.get(&(table, kind));
        let renamed = renamed.and_then(|names| names.get(name));
        (*renamed.unwrap_or(&name)).clone()
    }

    fn column_names(&self, table: &Ident, names: &[Ident]) -> Vec<Ident> {
        let renamed = names.iter().map(|name| self.column_name(table, name));
        renamed.cloned().collect()
    }

    fn table(&self, name: &Ident, table: &Table) -> Table {
        let Table {
            columns,
            primary_key,
            uniques,
            foreign_keys,
            checks,
            indexes,
            exclusions,
            partitioning,
            options,
            comment,
        } = table;
        let columns = columns.iter().map(|column| self.column(name, column));
        Table {
            columns: columns.collect::<Ordered<_>>(),
            primary_key: primary_key.as_ref().map(|key| self.primary_key(name, key)),
            uniques: self.entries(name, KeyKind::Unique, uniques, Self::unique),
            foreign_keys: self.entries(name, KeyKind::ForeignKey, foreign_keys, Self::foreign_key),
            checks: self.entries(name, KeyKind::Check, checks, Self::check),
            indexes: self.entries(name, KeyKind::Index, indexes, Self::index),
            exclusions: self.entries(name, KeyKind::Exclusion, exclusions, Self::exclusion),
            partitioning: partitioning
                .as_ref()
                .map(|one| self.partitioning(name, one)),
            options: options.clone(),
            comment: comment.clone(),
        }
    }

    fn entries<T>(
        &self,
        table: &Ident,
        kind: KeyKind,
        entries: &BTreeMap<Ident, T>,
        each: fn(&Self, &Ident, &T) -> T,
    ) -> BTreeMap<Ident, T> {
        entries
            .iter()
            .map(|(name, entry)| (self.key_name(table, kind, name), each(self, table, entry)))
            .collect()
    }

    fn column(&self, table: &Ident, column: &Column) -> Column {
        let mut renamed = column.clone();
        renamed.name = self.column_name(table, &column.name).clone();
        if let Some(generated) = &mut renamed.generated {
            generated.expression = self.expression(table, &generated.expression);
        }
        renamed
    }

    fn primary_key(&self, table: &Ident, key: &PrimaryKey) -> PrimaryKey {
        PrimaryKey {
            columns: self.column_names(table, &key.columns),
            include: self.column_names(table, &key.include),
            ..key.clone()
        }
    }

    fn unique(&self, table: &Ident, key: &Unique) -> Unique {
        Unique {
            columns: self.column_names(table, &key.columns),
            include: self.column_names(table, &key.include),
            ..key.clone()
        }
    }

    fn foreign_key(&self, table: &Ident, key: &ForeignKey) -> ForeignKey {
        let mut renamed = ForeignKey {
            columns: self.column_names(table, &key.columns),
            on_delete_columns: self.column_names(table, &key.on_delete_columns),
            ..key.clone()
        };
        if key.references.schema.is_none() {
            let parent = &key.references.table;
            renamed.references.table = self.table_name(parent).clone();
            renamed.references.columns = self.column_names(parent, &key.references.columns);
        }
        renamed
    }

    fn check(&self, table: &Ident, check: &Check) -> Check {
        Check {
            expression: self.expression(table, &check.expression),
            ..check.clone()
        }
    }

    fn index(&self, table: &Ident, index: &Index) -> Index {
        let mut renamed = Index {
            predicate: index
                .predicate
                .as_ref()
                .map(|text| self.expression(table, text)),
            include: self.column_names(table, &index.include),
            ..index.clone()
        };
        for part in &mut renamed.parts {
            part.key = self.key(table, &part.key);
        }
        renamed
    }

    fn exclusion(&self, table: &Ident, exclusion: &Exclusion) -> Exclusion {
        let mut renamed = exclusion.clone();
        let predicate = exclusion.predicate.as_ref();
        renamed.predicate = predicate.map(|text| self.expression(table, text));
        for part in &mut renamed.parts {
            part.key = self.key(table, &part.key);
        }
        renamed
    }

    fn partitioning(&self, table: &Ident, partitioning: &Partitioning) -> Partitioning {
        let mut renamed = partitioning.clone();
        for key in &mut renamed.key {
            *key = self.key(table, key);
        }
        for partition in &mut renamed.partitions {
            let inner = partition.partitioning.as_ref();
            partition.partitioning = inner.map(|inner| self.partitioning(table, inner));
        }
        renamed
    }

    fn key(&self, table: &Ident, key: &IndexKey) -> IndexKey {
        match key {
            IndexKey::Column(name) => IndexKey::Column(self.column_name(table, name).clone()),
            IndexKey::Expression(text) => IndexKey::Expression(self.expression(table, text)),
        }
    }

    fn expression(&self, table: &Ident, text: &str) -> String {
        match self.columns.get(table) {
            Some(names) => rename_columns(self.dialect, text, names),
            None => text.to_owned(),
        }
    }

    fn delta(&self, table: &Ident, delta: &Delta) -> Delta {
        match delta {
            Delta::AddColumn { column, position } => Delta::AddColumn {
                column: self.column(table, column),
                position: *position,
            },
            Delta::DropColumn { column, position } => Delta::DropColumn {
                column: self.column(table, column),
                position: *position,
            },
            Delta::AlterColumn { name, deltas } => Delta::AlterColumn {
                name: self.column_name(table, name).clone(),
                deltas: deltas
                    .iter()
                    .map(|delta| self.column_delta(table, delta))
                    .collect(),
            },
            Delta::ReorderColumns { order } => Delta::ReorderColumns {
                order: order.map(|names| self.column_names(table, names)),
            },
            Delta::PrimaryKey { key } => Delta::PrimaryKey {
                key: self.sides(table, key, Self::primary_key),
            },
            Delta::Unique { name, key } => Delta::Unique {
                name: self.key_name(table, KeyKind::Unique, name),
                key: self.sides(table, key, Self::unique),
            },
            Delta::ForeignKey { name, key } => Delta::ForeignKey {
                name: self.key_name(table, KeyKind::ForeignKey, name),
                key: self.sides(table, key, Self::foreign_key),
            },
            Delta::Check { name, check } => Delta::Check {
                name: self.key_name(table, KeyKind::Check, name),
                check: self.sides(table, check, Self::check),
            },
            Delta::Index { name, index } => Delta::Index {
                name: self.key_name(table, KeyKind::Index, name),
                index: self.sides(table, index, Self::index),
            },
            Delta::Exclusion { name, exclusion } => Delta::Exclusion {
                name: self.key_name(table, KeyKind::Exclusion, name),
                exclusion: self.sides(table, exclusion, Self::exclusion),
            },
            Delta::Partitioning { partitioning } => Delta::Partitioning {
                partitioning: self.sides(table, partitioning, Self::partitioning),
            },
            Delta::Options { .. } | Delta::Comment { .. } => delta.clone(),
        }
    }

    fn column_delta(&self, table: &Ident, delta: &crate::ColumnDelta) -> crate::ColumnDelta {
        use crate::ColumnDelta as D;
        match delta {
            D::Generated(pair) => D::Generated(pair.map(|side| {
                side.as_ref().map(|generated| crate::Generated {
                    expression: self.expression(table, &generated.expression),
                    ..generated.clone()
                })
            })),
            D::DataType(_)
            | D::Nullability(_)
            | D::Default(_)
            | D::Identity(_)
            | D::OnUpdate(_)
            | D::Collation(_)
            | D::Comment(_) => delta.clone(),
        }
    }

    fn sides<T>(
        &self,
        table: &Ident,
        pair: &Pair<Option<T>>,
        each: fn(&Self, &Ident, &T) -> T,
    ) -> Pair<Option<T>> {
        pair.map(|side| side.as_ref().map(|side| each(self, table, side)))
    }
}
