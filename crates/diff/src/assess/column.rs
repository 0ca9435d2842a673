//! What changes of columns mean.

use obmigrate_model::change::{ColumnDelta, Pair};
use obmigrate_model::probe::Condition;
use obmigrate_model::{Column, DataType, Generated, Ident, Nullability};

use super::key::action as action_of;
use super::{Action, Altered, Reversal, Verdict};
use crate::conversion::convert;
use crate::{Reason, Risk};

/// Says what is done with an attribute.
pub(super) const fn action(delta: &ColumnDelta) -> Action {
    match delta {
        ColumnDelta::DataType(_) | ColumnDelta::Nullability(_) | ColumnDelta::OnUpdate(_) => {
            Action::Altered
        }
        ColumnDelta::Default(pair) => action_of(pair),
        ColumnDelta::Identity(pair) => action_of(pair),
        ColumnDelta::Generated(pair) => action_of(pair),
        ColumnDelta::Collation(pair) | ColumnDelta::Comment(pair) => action_of(pair),
    }
}

impl Altered<'_> {
    /// A row that is there already needs a value for a new column.
    pub(super) fn added(&self, column: &Column) -> Verdict {
        let has_value = column.nullability == Nullability::Nullable
            || column.default.is_some()
            || column.identity.is_some()
            || column.generated.is_some();
        if has_value {
            Verdict::safe(Reason::AddsColumn)
        } else {
            Verdict::new(Risk::Lossy, Reason::AddsColumnWithoutValue)
                .probing(self.names.before(), vec![Condition::EveryRow])
                .undone(Reversal::DEFINITION)
        }
    }

    pub(super) fn removed(&self, column: &Column) -> Verdict {
        if column.generated.is_some() {
            return Verdict::safe(Reason::RemovesComputedColumn);
        }
        let column = self.names.column(&column.name).clone();
        Verdict::new(Risk::Destructive, Reason::RemovesColumn)
            .probing(self.names.before(), vec![Condition::Present { column }])
    }

    /// `name` is the one after the change.
    pub(super) fn attribute(&self, name: &Ident, delta: &ColumnDelta) -> Verdict {
        let before = self.names.column(name);
        match delta {
            ColumnDelta::DataType(pair) => self.data_type(name, pair),
            ColumnDelta::Nullability(pair) => match pair.after {
                Nullability::Nullable => Verdict::safe(Reason::AllowsNull),
                Nullability::NotNull => Verdict::checkable(
                    Reason::RefusesNull,
                    self.names.before(),
                    vec![Condition::Null {
                        column: before.clone(),
                    }],
                ),
            },
            ColumnDelta::Default(_) => Verdict::safe(Reason::ChangesDefault),
            ColumnDelta::Identity(_) => Verdict::safe(Reason::ChangesNumbering),
            ColumnDelta::Generated(pair) => self.generated(before, pair),
            ColumnDelta::OnUpdate(_) => Verdict::safe(Reason::ChangesOnUpdate),
            ColumnDelta::Collation(_) => self.collation(name),
            ColumnDelta::Comment(_) => Verdict::safe(Reason::ChangesComment),
        }
    }

    fn data_type(&self, name: &Ident, pair: &Pair<DataType>) -> Verdict {
        // A server computes such values anew.
        let is_computed = self
            .is
            .columns
            .get(name)
            .is_some_and(|column| column.generated.is_some());
        if is_computed {
            return Verdict::safe(Reason::ComputesAnew);
        }
        let dialect = self.scene.live.dialect;
        let column = self.names.column(name);
        let there = convert(dialect, column, &pair.before, &pair.after);
        let back = convert(dialect, column, &pair.after, &pair.before);
        let verdict =
            Verdict::new(there.risk, there.reason).probing(self.names.before(), there.conditions);
        verdict.undone(match (there.risk, back.risk) {
            (Risk::Safe | Risk::Checkable, Risk::Safe) => Reversal::DEFINITION,
            (Risk::Safe | Risk::Checkable, _) => Reversal::UNLESS_NEW_VALUES,
            (Risk::Lossy | Risk::Destructive | Risk::Impossible, _) => Reversal::VALUES,
        })
    }

    fn generated(&self, before: &Ident, pair: &Pair<Option<Generated>>) -> Verdict {
        match (&pair.before, &pair.after) {
            // What was stored is given up for what is computed.
            (None, Some(_)) => Verdict::new(Risk::Destructive, Reason::ReplacesByComputed).probing(
                self.names.before(),
                vec![Condition::Present {
                    column: before.clone(),
                }],
            ),
            (Some(_), None) => Verdict::safe(Reason::KeepsComputed),
            (Some(_), Some(_)) | (None, None) => Verdict::safe(Reason::ComputesAnew),
        }
    }

    /// Another collation takes other texts for the same; that matters to keys alone.
    fn collation(&self, name: &Ident) -> Verdict {
        let keys = self.keys_over(name);
        if keys.is_empty() {
            Verdict::safe(Reason::ChangesCollation)
        } else {
            Verdict::checkable(Reason::ChangesCollationOfKey, self.names.before(), keys)
        }
    }
}
