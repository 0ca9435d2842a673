//! Two tables whose rows are compared.

use obmigrate_model::plan::{Computed, Copy, Mapping, Source};
use obmigrate_model::{DataType, Dialect, Ident, Table};
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::field::Field;

/// Names two tables, the columns that belong together and the key that identifies a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "any combination can be compared")]
pub struct Pair {
    /// The name under which findings are reported.
    pub table: Ident,
    /// The table that the rows come from.
    pub from: Ident,
    /// The table that they went to.
    pub into: Ident,
    /// Where `from` is.
    pub source: Source,
    /// The columns that belong together.
    pub columns: Vec<Mapping>,
    /// The columns of `into` that an expression over those of `from` belongs to; on the same server
    /// only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub computed: Vec<Computed>,
    /// The source's columns that identify a row; empty if there are none.
    pub key: Vec<Ident>,
    /// Whether the table can be walked in ranges of the key.
    pub walk: Walk,
}

/// Says how the rows of a pair are walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum Walk {
    /// In ranges of the key, which both sides order alike.
    Ranges,
    /// In one piece: there is no key, or the sides may order it differently.
    WholeTable,
}

impl Pair {
    /// Pairs the two tables of a copy.
    ///
    /// On the same server a key is walked in ranges if its types are the same on both sides; across
    /// servers only if its values order alike everywhere. Collations are no part of a copy: see
    /// [`Pair::collations`]. A key of which the target does not keep every column is none.
    #[must_use]
    pub fn of(copy: &Copy) -> Self {
        let mut pair = Self {
            table: copy.from.clone(),
            from: copy.from.clone(),
            into: copy.into.clone(),
            source: copy.source,
            columns: copy.columns.clone(),
            computed: copy.computed.clone(),
            key: copy.key.clone(),
            walk: Walk::WholeTable,
        };
        if pair.key_mappings().is_err() {
            pair.key.clear();
        }
        let alike = |column: &Ident| {
            pair.mapping(column)
                .is_some_and(|mapping| orders_alike(pair.source, mapping))
        };
        if !pair.key.is_empty() && pair.key.iter().all(alike) {
            pair.walk = Walk::Ranges;
        }
        pair
    }

    /// Goes in one piece if a key column has another collation in the target than in the source.
    #[must_use]
    pub fn collations(mut self, source: &Table, target: &Table) -> Self {
        let differs = self.key.iter().any(|name| {
            let target_name = self.mapping(name).map(|mapping| &mapping.column);
            let after = target_name.and_then(|name| target.columns.get(name));
            let before = source.columns.get(name);
            match (before, after) {
                (Some(before), Some(after)) => before.collation != after.collation,
                (Some(_) | None, None) | (None, Some(_)) => true,
            }
        });
        if differs {
            self.walk = Walk::WholeTable;
        }
        self
    }

    /// Looks at tables under other names, such as after the switch. Findings keep their name.
    #[must_use]
    pub fn tables(mut self, from: Ident, into: Ident) -> Self {
        self.from = from;
        self.into = into;
        self
    }

    /// Reports findings under another name.
    #[must_use]
    pub fn reported_as(mut self, table: Ident) -> Self {
        self.table = table;
        self
    }

    /// Returns the dialect of the source.
    #[must_use]
    pub const fn source_dialect(&self) -> Dialect {
        match self.source {
            Source::SameServer => Dialect::OceanBase,
            Source::Postgres => Dialect::Postgres,
        }
    }

    /// Finds what belongs to a column of the source.
    #[must_use]
    pub fn mapping(&self, source_column: &Ident) -> Option<&Mapping> {
        self.columns
            .iter()
            .find(|mapping| mapping.source_column == *source_column)
    }

    /// Lists what belongs to the key columns, in the order of the key.
    ///
    /// # Errors
    /// `verify/key-not-mapped` if a key column is not compared.
    pub fn key_mappings(&self) -> Result<Vec<&Mapping>, Error> {
        self.key
            .iter()
            .map(|column| {
                self.mapping(column).ok_or_else(|| Error::KeyNotMapped {
                    table: self.from.clone(),
                    column: column.clone(),
                })
            })
            .collect()
    }

    /// Lists everything that is compared, the computed columns last.
    pub(crate) fn fields(&self) -> impl Iterator<Item = Field<'_>> {
        let columns = self.columns.iter().map(Field::Mapped);
        columns.chain(self.computed.iter().map(Field::Computed))
    }

    /// Says whether the key may be shown: numbers identify rows but hardly persons.
    #[must_use]
    pub fn shows_keys(&self) -> bool {
        self.key.iter().all(|column| {
            self.mapping(column)
                .is_some_and(|mapping| matches!(mapping.source_type, DataType::Integer { .. }))
        })
    }
}

fn orders_alike(source: Source, mapping: &Mapping) -> bool {
    let (before, after) = (&mapping.source_type, &mapping.data_type);
    match source {
        Source::SameServer => before == after,
        // A uuid becomes its 36 characters, which order as its bytes do.
        Source::Postgres if *before == DataType::Uuid => {
            matches!(
                after,
                DataType::Char { length: 36 } | DataType::VarChar { .. }
            )
        }
        Source::Postgres => before.orders_alike_everywhere() && after.orders_alike_everywhere(),
    }
}
