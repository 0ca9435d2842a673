//! Sequences: those that number a column, and the others.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use obmigrate_model::data_type::IntegerWidth;
use obmigrate_model::schema::Consequence::Reported;
use obmigrate_model::sequence::{ColumnName, Exhaustion, SequenceLimits};
use obmigrate_model::{DataType, Generation, Ident, Identity, ObjectPath, Sequence, Unmodelled};
use serde::Deserialize;

use super::query::{self, Oid};
use super::reading::{Reading, Role};
use crate::Error;

#[derive(Deserialize)]
pub(super) struct Row {
    schema: Ident,
    name: Ident,
    spelling: String,
    start: i64,
    increment: i64,
    minimum: i64,
    maximum: i64,
    cache: i64,
    cycles: bool,
    persistence: String,
    /// How a default calls it.
    call: String,
    relation: Option<Oid>,
    column: Option<Ident>,
    may_select: bool,
    comment: Option<String>,
}

/// Knows all sequences of the schemas.
pub(super) struct Sequences {
    rows: Vec<Row>,
    /// Positions by the column that owns them.
    by_owner: BTreeMap<(Oid, Ident), Vec<usize>>,
    /// Positions of those that number a column.
    numbering: RefCell<BTreeSet<usize>>,
}

impl Sequences {
    pub(super) fn new(rows: Vec<Row>) -> Self {
        let mut by_owner = BTreeMap::<_, Vec<usize>>::new();
        for (position, row) in rows.iter().enumerate() {
            if let (Some(relation), Some(column)) = (row.relation, &row.column) {
                let owned = by_owner.entry((relation, column.clone())).or_default();
                owned.push(position);
            }
        }
        Self {
            rows,
            by_owner,
            numbering: RefCell::default(),
        }
    }

    /// Finds the numbering of a column, with the default that it has or as `generation` says.
    pub(super) fn numbering(
        &self,
        (relation, table): (Oid, &Ident),
        column: &Ident,
        data_type: &DataType,
        generation: Generation,
        default: Option<&str>,
    ) -> Option<Identity> {
        let width = width(data_type)?;
        let owned = self.by_owner.get(&(relation, column.clone()))?;
        let (position, row) = owned
            .iter()
            .filter_map(|position| Some((*position, self.rows.get(*position)?)))
            .find(|(_, row)| generation != Generation::Serial || default == Some(&row.call))?;
        self.numbering.borrow_mut().insert(position);
        let usual = format!("{table}_{column}_seq");
        Some(Identity {
            generation,
            start: row.start,
            increment: row.increment,
            limits: row.limits(width),
            sequence: (row.name.as_str() != usual).then(|| row.name.clone()),
        })
    }

    /// Hands over the sequences that number no column, and reports what the model does not hold of
    /// any.
    pub(super) fn leave(self, reading: &mut Reading<'_>) -> Result<(), Error> {
        let numbering = self.numbering.into_inner();
        for (position, row) in self.rows.into_iter().enumerate() {
            let owner = row.relation.and_then(|oid| reading.relation(oid));
            let is_left_out = owner.is_some_and(|owner| owner.role == Role::LeftOut);
            if is_left_out {
                continue;
            }
            let owner = owner
                .zip(row.column.clone())
                .map(|(table, column)| ColumnName {
                    table: table.name.clone(),
                    column,
                });
            let is_free = !numbering.contains(&position);
            row.report(reading, owner.as_ref(), is_free);
            if !is_free {
                continue;
            }
            let data_type = query::data_type(&row.spelling);
            let limits = row.limits(width(&data_type).unwrap_or(IntegerWidth::Big));
            let sequence = Sequence {
                data_type,
                start: row.start,
                increment: row.increment,
                limits,
                owner,
            };
            reading.add_sequence(&row.schema, row.name, sequence);
        }
        Ok(())
    }
}

impl Row {
    fn limits(&self, width: IntegerWidth) -> SequenceLimits {
        let (minimum, maximum) = usual_limits(width, self.increment);
        SequenceLimits {
            minimum: (self.minimum != minimum).then_some(self.minimum),
            maximum: (self.maximum != maximum).then_some(self.maximum),
            cache: self.cache,
            exhaustion: if self.cycles {
                Exhaustion::Cycle
            } else {
                Exhaustion::Error
            },
        }
    }

    fn report(&self, reading: &mut Reading<'_>, owner: Option<&ColumnName>, is_free: bool) {
        let path = ObjectPath::root()
            .join("sequences")
            .join(self.name.as_str());
        // One that numbers a column is as its table is.
        let is_unlogged = (is_free && self.persistence == "u").then_some(("unlogged sequence", ""));
        let is_hidden = (!self.may_select).then_some(("no privilege", "SELECT is not granted"));
        let comment = self.comment.as_deref().map(|text| ("comment", text));
        for (kind, detail) in [is_unlogged, is_hidden, comment].into_iter().flatten() {
            let found = Unmodelled {
                kind: kind.to_owned(),
                path: path.clone(),
                detail: detail.to_owned(),
                consequence: Reported,
                depends_on: owner.map(|owner| owner.table.clone()).into_iter().collect(),
            };
            reading.report_in(&self.schema, found);
        }
    }
}

fn width(data_type: &DataType) -> Option<IntegerWidth> {
    if let DataType::Integer { width, .. } = data_type {
        Some(*width)
    } else {
        None
    }
}

/// The limits of a sequence that declares none (manual of 10 and later, `CREATE SEQUENCE`).
fn usual_limits(width: IntegerWidth, increment: i64) -> (i64, i64) {
    let (least, most) = match width {
        IntegerWidth::Tiny | IntegerWidth::Small => (i16::MIN.into(), i16::MAX.into()),
        IntegerWidth::Medium | IntegerWidth::Regular => (i32::MIN.into(), i32::MAX.into()),
        IntegerWidth::Big => (i64::MIN, i64::MAX),
    };
    if increment > 0 {
        (1, most)
    } else {
        (least, -1)
    }
}
