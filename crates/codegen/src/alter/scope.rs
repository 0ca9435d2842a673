//! What stays as it is, what changes in place and what has to be made again.

use std::collections::{BTreeMap, BTreeSet};

use obmigrate_model::change::{KeyKind, Renamed};
use obmigrate_model::expression::columns;
use obmigrate_model::{
    ChangeSet, Column, Dialect, Exclusion, ForeignKey, Ident, Index, IndexKey, Nullability,
    ObjectPath, Partitioning, Schema, ServerVersion, Storage, Table, Unique, Uniqueness,
};

use super::Sides;
use super::backups::Removal;
use super::shadow::Shadows;

/// Knows the schema before, after the renames alone, and after everything.
pub(super) struct Scope<'a> {
    pub(super) before: &'a Schema,
    pub(super) between: &'a Schema,
    pub(super) goal: &'a Schema,
    pub(super) changes: &'a ChangeSet,
    pub(super) removal: Removal<'a>,
    pub(super) shadows: &'a Shadows<'a>,
    /// The tables that are there before and after, by the names that they get; none in whose place
    /// another one comes back.
    pub(super) kept: BTreeMap<&'a Ident, Kept<'a>>,
}

/// A table that is there before and after, unless a kept one comes back in its place.
pub(super) struct Kept<'a> {
    pub(super) name: &'a Ident,
    /// The name that it has before.
    pub(super) original: &'a Ident,
    /// The table as it is after the renames alone.
    pub(super) was: &'a Table,
    pub(super) goal: &'a Table,
    pub(super) fate: Fate,
    pub(super) touched: Touched<'a>,
    /// What of the table is there when everything that does not stay is gone: nothing if it is made
    /// again.
    pub(super) there: Table,
}

/// Says how a table gets its new form.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// By altering it.
    Altered,
    /// By creating it once more and bringing its rows back, unless it is there already, beside it.
    MadeAgain,
}

/// Holds the columns that do not stay as they are.
pub(super) struct Touched<'a> {
    /// Those that get another type or collation.
    pub(super) retyped: BTreeSet<&'a Ident>,
    /// Those that are dropped and added: they are computed from others.
    pub(super) computed: BTreeSet<&'a Ident>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(sides: &Sides<'a>, removal: Removal<'a>, version: ServerVersion) -> Self {
        let Sides {
            before,
            between,
            goal,
            changes,
            shadows,
        } = *sides;
        let both = between.tables.iter().filter_map(|(name, was)| {
            let goal = goal.tables.get(name)?;
            let original = changes.table_before(name);
            // What comes back has nothing of what is there.
            let is_restored = restored_from(removal, name).is_some();
            let is_beside = shadows.get(name).is_some();
            let kept = || Kept::new((name, original), was, goal, (is_beside, version));
            (!is_restored).then(|| (name, kept()))
        });
        let mut scope = Self {
            before,
            between,
            goal,
            changes,
            removal,
            shadows,
            kept: both.collect(),
        };
        let staying: Vec<_> = scope
            .kept
            .values()
            .map(|kept| (kept.name, scope.staying_keys(kept)))
            .collect();
        for (name, keys) in staying {
            if let Some(kept) = scope.kept.get_mut(name) {
                kept.there.foreign_keys.retain(|key, _| keys.contains(key));
            }
        }
        scope
    }

    /// Lists the tables that go, by the names that they have after the renames.
    pub(super) fn dropped(&self) -> impl Iterator<Item = &'a Ident> {
        let between = self.between.tables.keys();
        between.filter(|name| !self.kept.contains_key(*name))
    }

    /// Lists the tables that the transaction creates, for the first time or once more.
    pub(super) fn made(&self) -> impl Iterator<Item = (&'a Ident, &'a Table)> {
        self.goal.tables.iter().filter(|(name, _)| {
            let kept = self.kept.get(*name);
            let is_made = kept.is_none_or(|kept| kept.fate == Fate::MadeAgain);
            is_made && !self.is_restored(name) && self.shadows.get(name).is_none()
        })
    }

    /// Says whether a table comes back from where it was kept.
    pub(super) fn is_restored(&self, table: &Ident) -> bool {
        restored_from(self.removal, table).is_some()
    }

    /// Finds the name under which a table is kept that goes, or is made again.
    pub(super) fn backup(&self, table: &Ident) -> Option<&'a Ident> {
        match self.removal {
            Removal::Kept(backups) => backups.table(table),
            Removal::Dropped | Removal::Undone(_) => None,
        }
    }

    /// Finds the name from which a sequence comes back.
    pub(super) fn restored_sequence(&self, sequence: &Ident) -> Option<&'a Ident> {
        match self.removal {
            Removal::Undone(backups) => backups.sequence(sequence),
            Removal::Dropped | Removal::Kept(_) => None,
        }
    }

    /// Finds the name under which a sequence is kept.
    pub(super) fn kept_sequence(&self, sequence: &Ident) -> Option<&'a Ident> {
        match self.removal {
            Removal::Kept(backups) => backups.sequence(sequence),
            Removal::Dropped | Removal::Undone(_) => None,
        }
    }

    /// Lists the tables whose rows, or whose form, change or go, by the names that they have before, and
    /// those that foreign keys which come or go reference: the server locks them then, too.
    pub(super) fn changed(&self) -> impl Iterator<Item = &'a Ident> {
        let kept = self.kept.values().filter(|kept| {
            let mut renames = self.changes.renames.iter();
            kept.fate == Fate::MadeAgain
                || *kept.was != kept.there
                || kept.was != kept.goal
                || renames.any(|rename| rename.table() == Some(kept.original))
        });
        let dropped = self.dropped().map(|name| self.changes.table_before(name));
        let mut changed: Vec<_> = kept
            .map(|kept| kept.original)
            .chain(dropped)
            .chain(self.far_ends())
            .collect();
        changed.sort();
        changed.dedup();
        changed.into_iter()
    }

    /// Lists the tables, by the names that they have before, that foreign keys which come or go reference.
    fn far_ends(&self) -> impl Iterator<Item = &'a Ident> {
        let both = self.between.tables.iter().chain(&self.goal.tables);
        let passing = both.flat_map(|(name, table)| {
            let there = self.kept.get(name).map(|kept| &kept.there.foreign_keys);
            let keys = table.foreign_keys.iter();
            keys.filter(move |(key, _)| there.is_none_or(|there| !there.contains_key(*key)))
        });
        let far = passing.filter(|(_, key)| key.references.schema.is_none());
        let far = far.map(|(_, key)| self.changes.table_before(&key.references.table));
        far.filter_map(|name| self.before.tables.get_key_value(name))
            .map(|(name, _)| name)
    }

    /// Lists the tables that are created once more, by the names that they have before.
    pub(super) fn put_aside(&self) -> impl Iterator<Item = &'a Ident> {
        let kept = self.kept.values();
        kept.filter(|kept| kept.fate == Fate::MadeAgain)
            .map(|kept| kept.original)
    }

    /// Finds the name that a key has before; `table` is the name that its table has before.
    pub(super) fn key_before<'n>(
        &'n self,
        table: &Ident,
        kind: KeyKind,
        name: &'n Ident,
    ) -> &'n Ident {
        let renamed = self.changes.renames.iter().find(|rename| {
            rename.name.after == *name
                && matches!(&rename.object, Renamed::Key { table: own, kind: same }
                    if own == table && *same == kind)
        });
        renamed.map_or(name, |rename| &rename.name.before)
    }

    /// Lists what of a table is dropped and comes again, by the names that it has before.
    pub(super) fn made_again(&self, kept: &Kept<'_>) -> Vec<ObjectPath> {
        let table = ObjectPath::table(kept.original);
        if kept.fate == Fate::MadeAgain {
            return vec![table];
        }
        let computed = kept.touched.computed.iter();
        let computed = computed.map(|column| {
            ObjectPath::column(
                kept.original,
                self.changes.column_before(kept.original, column),
            )
        });
        let mut found: Vec<ObjectPath> = computed.collect();
        for kind in KeyKind::ALL {
            let (there, goal) = (kind.names(&kept.there), kind.names(kept.goal));
            let names = kind.names(kept.was).into_iter();
            let again = names.filter(|name| goal.contains(name) && !there.contains(name));
            found.extend(again.map(|name| {
                let name = self.key_before(kept.original, kind, name);
                table.join(kind.list()).join(name.as_str())
            }));
        }
        if kept.there.primary_key.is_none()
            && kept.was.primary_key.is_some()
            && kept.goal.primary_key.is_some()
        {
            found.push(table.join("primary_key"));
        }
        found
    }

    fn staying_keys(&self, child: &Kept<'_>) -> BTreeSet<Ident> {
        let keys = child.there.foreign_keys.iter();
        keys.filter(|(_, key)| self.stays(child, key))
            .map(|(name, _)| name.clone())
            .collect()
    }

    fn stays(&self, child: &Kept<'_>, key: &ForeignKey) -> bool {
        let is_untouched = |table: &Kept<'_>, columns: &[Ident]| {
            table.fate == Fate::Altered
                && table.was.options.persistence == table.goal.options.persistence
                && !columns.iter().any(|column| table.touched.contains(column))
        };
        if !is_untouched(child, &key.columns) {
            return false;
        }
        let far = &key.references;
        if far.schema.is_some() {
            return true;
        }
        self.kept
            .get(&far.table)
            .is_some_and(|parent| is_untouched(parent, &far.columns) && parent.keeps_unique_keys())
    }
}

fn restored_from<'a>(removal: Removal<'a>, table: &Ident) -> Option<&'a Ident> {
    match removal {
        Removal::Undone(backups) => backups.table(table),
        Removal::Dropped | Removal::Kept(_) => None,
    }
}

/// Says whether a table has to be created once more to become another.
pub(super) fn is_made_again(was: &Table, goal: &Table, version: ServerVersion) -> bool {
    must_be_made_again(was, goal, &Touched::of(was, goal), version)
}

impl<'a> Kept<'a> {
    fn new(
        (name, original): (&'a Ident, &'a Ident),
        was: &'a Table,
        goal: &'a Table,
        (is_beside, version): (bool, ServerVersion),
    ) -> Self {
        let touched = Touched::of(was, goal);
        let fate = if is_beside || must_be_made_again(was, goal, &touched, version) {
            Fate::MadeAgain
        } else {
            Fate::Altered
        };
        let there = match fate {
            Fate::Altered => staying(was, goal, &touched),
            Fate::MadeAgain => Table::default(),
        };
        Self {
            name,
            original,
            was,
            goal,
            fate,
            touched,
            there,
        }
    }

    /// Says whether everything stays that a foreign key can rely on.
    fn keeps_unique_keys(&self) -> bool {
        let unique = |table: &Table| {
            let indexes = table.indexes.iter();
            indexes
                .filter(|(_, index)| index.uniqueness == Uniqueness::Unique)
                .map(|(name, _)| name.clone())
                .collect::<BTreeSet<_>>()
        };
        self.was.primary_key == self.there.primary_key
            && self.was.uniques.len() == self.there.uniques.len()
            && unique(self.was) == unique(&self.there)
    }
}

/// Says whether a column may be `NULL`: one of the primary key may not, whatever it says itself.
pub(crate) fn nullability(table: &Table, column: &Column) -> Nullability {
    let key = table.primary_key.as_ref();
    if key.is_some_and(|key| key.columns.contains(&column.name)) {
        Nullability::NotNull
    } else {
        column.nullability
    }
}

impl<'a> Touched<'a> {
    fn of(was: &Table, goal: &'a Table) -> Self {
        let pairs: Vec<_> = goal
            .columns
            .iter()
            .filter_map(|column| Some((was.columns.get(&column.name)?, column)))
            .collect();
        let is_retyped = |before: &Column, after: &Column| {
            before.data_type != after.data_type || before.collation != after.collation
        };
        let retyped: BTreeSet<&Ident> = pairs
            .iter()
            .filter(|(before, after)| is_retyped(before, after))
            .map(|(_, after)| &after.name)
            .collect();
        let computed: BTreeSet<&Ident> = pairs
            .iter()
            .filter(|(before, after)| {
                after.generated.as_ref().is_some_and(|generated| {
                    before.generated.as_ref() != Some(generated)
                        || is_retyped(before, after)
                        || reads(&generated.expression, |name| retyped.contains(name))
                })
            })
            .map(|(_, after)| &after.name)
            .collect();
        Self {
            retyped: retyped.difference(&computed).copied().collect(),
            computed,
        }
    }

    fn contains(&self, column: &Ident) -> bool {
        self.retyped.contains(column) || self.computed.contains(column)
    }

    fn is_in(&self, key: &IndexKey) -> bool {
        match key {
            IndexKey::Column(name) => self.contains(name),
            IndexKey::Expression(text) => reads(text, |name| self.contains(name)),
        }
    }
}

/// Says whether an expression reads such a column; one that is not understood may.
fn reads(expression: &str, is_one: impl Fn(&Ident) -> bool) -> bool {
    columns(expression, Dialect::Postgres).map_or(true, |names| names.iter().any(is_one))
}

/// Is the first version that makes a plain column of one whose values are computed and stored (release
/// notes of 13).
const GIVES_UP_EXPRESSIONS_SINCE: u16 = 13;

fn must_be_made_again(
    was: &Table,
    goal: &Table,
    touched: &Touched<'_>,
    version: ServerVersion,
) -> bool {
    let is_split = goal.partitioning.is_some();
    let persists = was.options.persistence == goal.options.persistence;
    let gives_up_expression = goal.columns.iter().any(|column| {
        let before = was.columns.get(&column.name);
        let computed = before.and_then(|before| before.generated.as_ref());
        column.generated.is_none()
            && computed.is_some_and(|computed| match computed.storage {
                Storage::Stored => version.major < GIVES_UP_EXPRESSIONS_SINCE,
                Storage::Virtual => true,
            })
    });
    was.partitioning != goal.partitioning
        || is_split && !persists
        || gives_up_expression
        || goal
            .partitioning
            .as_ref()
            .is_some_and(|rule| splits_by(rule, touched))
        || !can_be_in_order(was, goal, touched)
}

fn splits_by(rule: &Partitioning, touched: &Touched<'_>) -> bool {
    let inner = rule
        .partitions
        .iter()
        .filter_map(|one| one.partitioning.as_ref());
    rule.key.iter().any(|key| touched.is_in(key))
        || inner.into_iter().any(|rule| splits_by(rule, touched))
}

/// Columns are added at the end only, and one that is computed is added after those it reads.
fn can_be_in_order(was: &Table, goal: &Table, touched: &Touched<'_>) -> bool {
    let stays = |name: &Ident| was.columns.get(name).is_some() && !touched.computed.contains(name);
    let staying = was
        .columns
        .names()
        .filter(|name| goal.columns.get(name).is_some() && stays(name));
    let added: Vec<&Column> = goal
        .columns
        .iter()
        .filter(|column| !stays(&column.name))
        .collect();
    let attained = staying.chain(added.iter().map(|column| &column.name));
    let reads_later = added.iter().enumerate().any(|(position, column)| {
        let later = added.get(position..).unwrap_or_default();
        column.generated.as_ref().is_some_and(|generated| {
            reads(&generated.expression, |name| {
                later.iter().any(|column| column.name == *name)
            })
        })
    });
    attained.eq(goal.columns.names()) && !reads_later
}

/// Takes everything away that is not the same in the goal, or has to be made again although it is.
fn staying(was: &Table, goal: &Table, touched: &Touched<'_>) -> Table {
    let mut there = was.clone();
    let gone: Vec<Ident> = was
        .columns
        .names()
        .filter(|name| goal.columns.get(name).is_none() || touched.computed.contains(name))
        .cloned()
        .collect();
    for name in &gone {
        there.columns.remove(name);
    }
    let computed = |columns: &[Ident]| columns.iter().any(|name| touched.computed.contains(name));
    there.primary_key = there.primary_key.filter(|key| {
        goal.primary_key.as_ref() == Some(key) && !computed(&key.columns) && !computed(&key.include)
    });
    there.uniques.retain(|name, key| {
        let same = goal.uniques.get(name).is_some_and(|goal| {
            let comment = key.comment.clone();
            *key == Unique {
                comment,
                ..goal.clone()
            }
        });
        same && !computed(&key.columns) && !computed(&key.include)
    });
    there
        .foreign_keys
        .retain(|name, key| goal.foreign_keys.get(name) == Some(key));
    there.checks.retain(|name, check| {
        goal.checks.get(name) == Some(check)
            && !reads(&check.expression, |column| touched.contains(column))
    });
    there.indexes.retain(|name, index| {
        let same = goal.indexes.get(name).is_some_and(|goal| {
            let comment = index.comment.clone();
            *index
                == Index {
                    comment,
                    ..goal.clone()
                }
        });
        same && !computed(&index.include) && index_stays(index, touched)
    });
    there.exclusions.retain(|name, exclusion| {
        goal.exclusions.get(name) == Some(exclusion) && exclusion_stays(exclusion, touched)
    });
    there
}

/// The server builds an index over a column anew when that gets another type, but reads expressions
/// again as they were.
fn index_stays(index: &Index, touched: &Touched<'_>) -> bool {
    let reads_touched = |text: &str| reads(text, |column| touched.contains(column));
    !index.predicate.as_deref().is_some_and(reads_touched)
        && index.parts.iter().all(|part| match &part.key {
            IndexKey::Column(column) => !touched.computed.contains(column),
            IndexKey::Expression(text) => !reads_touched(text),
        })
}

fn exclusion_stays(exclusion: &Exclusion, touched: &Touched<'_>) -> bool {
    let reads_touched = |text: &str| reads(text, |column| touched.contains(column));
    !exclusion.predicate.as_deref().is_some_and(reads_touched)
        && !exclusion.parts.iter().any(|part| touched.is_in(&part.key))
}
