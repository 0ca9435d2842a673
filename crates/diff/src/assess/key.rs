//! What changes of keys, constraints and indexes mean.

use obmigrate_model::change::Pair;
use obmigrate_model::constraint::{Enforcement, MatchType, Validation};
use obmigrate_model::index::{Nulls, Uniqueness};
use obmigrate_model::probe::{Condition, KeyPart};
use obmigrate_model::{
    Check, Exclusion, ForeignKey, Ident, Index, IndexKey, IndexPart, PrimaryKey, ReferentialAction,
    Unique,
};

use super::{Action, Altered, Reversal, Verdict};
use crate::Reason;

/// Says what is done with something that not every table has.
pub(super) const fn action<T>(pair: &Pair<Option<T>>) -> Action {
    match (&pair.before, &pair.after) {
        (None, Some(_)) => Action::Added,
        (Some(_), None) => Action::Removed,
        (Some(_), Some(_)) | (None, None) => Action::Altered,
    }
}

impl Altered<'_> {
    pub(super) fn primary_key(&self, pair: &Pair<Option<PrimaryKey>>) -> Verdict {
        let Some(key) = &pair.after else {
            return Verdict::safe(Reason::RemovesKey).undone(Reversal::UNLESS_NEW_VALUES);
        };
        if pair
            .before
            .as_ref()
            .is_some_and(|was| was.columns == key.columns)
        {
            return Verdict::safe(Reason::ChangesKeyDefinition);
        }
        let mut conditions = vec![self.duplicates(&key.columns, Nulls::NotDistinct)];
        for name in &key.columns {
            let column = self.was.columns.get(self.names.column(name));
            conditions.extend(column.map(|column| Condition::Null {
                column: column.name.clone(),
            }));
        }
        Verdict::checkable(Reason::AddsKey, self.names.before(), conditions)
    }

    pub(super) fn unique(&self, pair: &Pair<Option<Unique>>) -> Verdict {
        let Some(key) = &pair.after else {
            return Verdict::safe(Reason::RemovesKey).undone(Reversal::UNLESS_NEW_VALUES);
        };
        let is_same = |was: &Unique| was.columns == key.columns && was.nulls == key.nulls;
        if pair.before.as_ref().is_some_and(is_same) {
            return Verdict::safe(Reason::ChangesKeyDefinition);
        }
        let duplicates = self.duplicates(&key.columns, key.nulls);
        Verdict::checkable(Reason::AddsKey, self.names.before(), vec![duplicates])
    }

    pub(super) fn index(&self, pair: &Pair<Option<Index>>) -> Verdict {
        let Some(index) = &pair.after else {
            let was_unique = pair
                .before
                .as_ref()
                .is_some_and(|was| was.uniqueness == Uniqueness::Unique);
            return Verdict::safe(Reason::RemovesIndex).undone(if was_unique {
                Reversal::UNLESS_NEW_VALUES
            } else {
                Reversal::DEFINITION
            });
        };
        let refuses_the_same = |was: &Index| {
            was.uniqueness == Uniqueness::Unique
                && was.parts == index.parts
                && was.predicate == index.predicate
                && was.nulls == index.nulls
        };
        let is_checked = index.uniqueness == Uniqueness::Unique
            && !pair.before.as_ref().is_some_and(refuses_the_same);
        if !is_checked {
            return Verdict::safe(Reason::ChangesIndex);
        }
        let conditions = vec![self.duplicates_of_index(index)];
        Verdict::checkable(Reason::AddsKey, self.names.before(), conditions)
    }

    /// Lists what would refuse a row if texts of a column compared otherwise; `name` is the one
    /// after the change.
    pub(super) fn keys_over(&self, name: &Ident) -> Vec<Condition> {
        let primary = self.is.primary_key.iter();
        let primary = primary
            .filter(|key| key.columns.contains(name))
            .map(|key| self.duplicates(&key.columns, Nulls::NotDistinct));
        let uniques = self.is.uniques.values();
        let uniques = uniques
            .filter(|key| key.columns.contains(name))
            .map(|key| self.duplicates(&key.columns, key.nulls));
        let is_over = |part: &IndexPart| matches!(&part.key, IndexKey::Column(own) if own == name);
        let indexes = self.is.indexes.values();
        let indexes = indexes
            .filter(|index| {
                index.uniqueness == Uniqueness::Unique && index.parts.iter().any(is_over)
            })
            .map(|index| self.duplicates_of_index(index));
        primary.chain(uniques).chain(indexes).collect()
    }

    fn duplicates_of_index(&self, index: &Index) -> Condition {
        let parts: Option<Vec<KeyPart>> = index
            .parts
            .iter()
            .map(|part| {
                let collation = part.collation.clone();
                match &part.key {
                    IndexKey::Column(name) => Some(KeyPart {
                        prefix: part.prefix,
                        collation: collation.or_else(|| self.collation_after(name)),
                        ..KeyPart::column(self.on_live(name)?)
                    }),
                    IndexKey::Expression(text) => Some(KeyPart {
                        collation,
                        ..KeyPart::new(IndexKey::Expression(self.names.expression(self.was, text)?))
                    }),
                }
            })
            .collect();
        let predicate = match &index.predicate {
            None => Some(None),
            Some(text) => self.names.expression(self.was, text).map(Some),
        };
        match (parts, predicate) {
            (Some(parts), Some(predicate)) => Condition::Duplicates {
                parts,
                predicate,
                nulls: index.nulls,
            },
            (_, _) => Condition::EveryRow,
        }
    }

    /// A key over a column that live does not have can refuse any row.
    fn duplicates(&self, columns: &[Ident], nulls: Nulls) -> Condition {
        let parts: Option<Vec<KeyPart>> = columns
            .iter()
            .map(|name| {
                Some(KeyPart {
                    collation: self.collation_after(name),
                    ..KeyPart::column(self.on_live(name)?)
                })
            })
            .collect();
        parts.map_or(Condition::EveryRow, |parts| Condition::Duplicates {
            parts,
            predicate: None,
            nulls,
        })
    }

    fn on_live(&self, name: &Ident) -> Option<Ident> {
        let column = self.was.columns.get(self.names.column(name))?;
        Some(column.name.clone())
    }

    /// Numbers that become texts compare as they are until then.
    fn collation_after(&self, name: &Ident) -> Option<String> {
        let before = self.was.columns.get(self.names.column(name))?;
        let after = self.is.columns.get(name)?;
        let collation = after.collation.as_ref();
        let is_text = before.data_type.is_character();
        collation.filter(|_| is_text).cloned()
    }

    pub(super) fn foreign_key(&self, pair: &Pair<Option<ForeignKey>>) -> Verdict {
        let Some(key) = &pair.after else {
            return Verdict::safe(Reason::RemovesForeignKey).undone(Reversal::UNLESS_NEW_VALUES);
        };
        let was = pair.before.as_ref();
        let starts = |action: ReferentialAction, before: Option<ReferentialAction>| {
            before != Some(action)
                && match action {
                    ReferentialAction::NoAction | ReferentialAction::Restrict => false,
                    ReferentialAction::Cascade
                    | ReferentialAction::SetNull
                    | ReferentialAction::SetDefault => true,
                }
        };
        let cascades = starts(key.on_delete, was.map(|was| was.on_delete))
            || starts(key.on_update, was.map(|was| was.on_update));
        let holds = |key: &ForeignKey| {
            key.validation == Validation::Validated && key.enforcement == Enforcement::Enforced
        };
        let refused_the_same = |was: &ForeignKey| {
            holds(was)
                && was.columns == key.columns
                && was.references == key.references
                && was.match_type == key.match_type
        };
        let verdict = if !holds(key) || was.is_some_and(refused_the_same) {
            Verdict::safe(Reason::ChangesForeignKey)
        } else {
            let orphans = self.orphans(key);
            Verdict::checkable(Reason::AddsForeignKey, self.names.before(), vec![orphans])
        };
        if cascades {
            verdict.undone(Reversal::CASCADES)
        } else {
            verdict
        }
    }

    fn orphans(&self, key: &ForeignKey) -> Condition {
        let scene = self.scene;
        let columns = self.names.columns(self.was, &key.columns);
        let parent = scene.changes.table_before(&key.references.table);
        let parent_columns = match &key.references.schema {
            // Nothing is known of it but its names.
            Some(_) => Some(key.references.columns.clone()),
            None => scene.live.tables.get(parent).and_then(|table| {
                let names = key.references.columns.iter();
                let names = names.map(|name| scene.changes.column_before(parent, name));
                let on_live = names.map(|name| Some(table.columns.get(name)?.name.clone()));
                on_live.collect()
            }),
        };
        match (columns, parent_columns) {
            (Some(columns), Some(parent_columns)) => Condition::Orphans {
                columns,
                parent_schema: key.references.schema.clone(),
                parent: parent.clone(),
                parent_columns,
                match_type: key.match_type,
            },
            // The parent is new: every row that references anything.
            (Some(columns), None) => match (key.match_type, columns.into_iter().next()) {
                (MatchType::Simple | MatchType::Full, Some(column)) => {
                    Condition::Present { column }
                }
                (MatchType::Simple | MatchType::Full, None) => Condition::EveryRow,
            },
            (None, _) => Condition::EveryRow,
        }
    }

    pub(super) fn check(&self, pair: &Pair<Option<Check>>) -> Verdict {
        let Some(check) = &pair.after else {
            return Verdict::safe(Reason::RemovesCheck).undone(Reversal::UNLESS_NEW_VALUES);
        };
        let holds = |check: &Check| {
            check.validation == Validation::Validated && check.enforcement == Enforcement::Enforced
        };
        let refused_the_same = |was: &Check| holds(was) && was.expression == check.expression;
        if !holds(check) || pair.before.as_ref().is_some_and(refused_the_same) {
            return Verdict::safe(Reason::ChangesCheck);
        }
        let condition = self.fails(&check.expression);
        Verdict::checkable(Reason::AddsCheck, self.names.before(), vec![condition])
    }

    /// A condition over a column that live does not have can refuse any row.
    pub(super) fn fails(&self, expression: &str) -> Condition {
        let expression = self.names.expression(self.was, expression);
        expression.map_or(Condition::EveryRow, |expression| Condition::FailsCheck {
            expression,
        })
    }

    pub(super) fn exclusion(&self, pair: &Pair<Option<Exclusion>>) -> Verdict {
        let Some(exclusion) = &pair.after else {
            return Verdict::safe(Reason::RemovesExclusion).undone(Reversal::UNLESS_NEW_VALUES);
        };
        let refused_the_same =
            |was: &Exclusion| was.parts == exclusion.parts && was.predicate == exclusion.predicate;
        if pair.before.as_ref().is_some_and(refused_the_same) {
            return Verdict::safe(Reason::ChangesKeyDefinition);
        }
        Verdict::checkable(
            Reason::AddsExclusion,
            self.names.before(),
            vec![Condition::EveryRow],
        )
    }
}
