//! Indexes that come, go, are hidden or get another name.

use obmigrate_model::change::Rename;
use obmigrate_model::index::IndexMethod;
use obmigrate_model::{Delta, Ident, Index, IndexKey, Pair, Table, Uniqueness};

use super::draft::{Draft, Sides};
use super::{Subject, refusal, same};
use crate::render::oceanbase as render;

impl Subject<'_> {
    /// An index is built beside the rows and dropped without them.
    pub(super) fn change_index<'t>(
        &'t self,
        delta: &Delta,
        name: &'t Ident,
        index: &'t Pair<Option<Index>>,
        draft: &mut Draft<'t>,
    ) -> Result<(), String> {
        for side in [&index.before, &index.after].into_iter().flatten() {
            check_plain(delta, name, side)?;
            if self.serves_foreign_key(side) {
                return refusal(delta, "a foreign key may need it");
            }
        }
        if let (Some(before), Some(after)) = (&index.before, &index.after) {
            let shown = Index {
                visibility: after.visibility,
                ..before.clone()
            };
            if shown == *after {
                draft.shown.push((
                    name,
                    Sides {
                        before: before.visibility,
                        after: after.visibility,
                    },
                ));
                return Ok(());
            }
        }
        let dropped = index.before.as_ref().map(|index| (name, index));
        let built = index.after.as_ref().map(|index| (name, index));
        draft.dropped.extend(dropped);
        draft.built.extend(built);
        Ok(())
    }

    pub(super) fn rename_index<'t>(
        &'t self,
        named: &'t Rename,
        draft: &mut Draft<'t>,
    ) -> Result<(), String> {
        let (from, to) = (&named.name.before, &named.name.after);
        let taken = |table: &Table, name| {
            let mut names = table.indexes.keys().chain(table.uniques.keys());
            names.any(|other| same(other, name))
        };
        if taken(self.before, to) || taken(self.after, from) {
            return refusal(named, "another index has one of the names");
        }
        let Some(index) = self.before.indexes.get(from) else {
            return refusal(named, "there is no such index");
        };
        check_plain(named, from, index)?;
        if render::is_misread(to) {
            return refusal(named, render::ADDED_BY_NAME);
        }
        draft.renamed_indexes.push(Sides {
            before: from,
            after: to,
        });
        Ok(())
    }

    /// Says whether an index has a column of a foreign key, of this table or to it. The server neither
    /// drops nor hides an index that it takes for the key's (error 5320), also one that was added when
    /// the key was there (4.3.5, measured).
    fn serves_foreign_key(&self, index: &Index) -> bool {
        let own = [self.there, self.after]
            .into_iter()
            .flat_map(|table| table.foreign_keys.values())
            .flat_map(|key| &key.columns);
        let referencing = self.live.referencing(self.name);
        // These have the names from before.
        let referenced = referencing
            .flat_map(|(_, _, key)| &key.references.columns)
            .map(|column| {
                let renamed = self.changes.renames.iter().find(|rename| {
                    rename.name.before == *column && rename.table() == Some(self.name)
                });
                renamed.map_or(column, |rename| &rename.name.after)
            });
        let mut joining = own.chain(referenced);
        joining.any(|column| {
            index.parts.iter().any(|part| match &part.key {
                IndexKey::Column(name) => same(name, column),
                IndexKey::Expression(_) => true,
            })
        })
    }
}

/// Only the usual kind over columns was measured; the others keep hidden columns of the table.
fn check_plain(what: impl std::fmt::Display, name: &Ident, index: &Index) -> Result<(), String> {
    if index.uniqueness == Uniqueness::Unique {
        return refusal(what, "a rule for rows is tried on a copy first");
    }
    if index.method != IndexMethod::BTree || index.predicate.is_some() {
        return refusal(what, "it is no usual index");
    }
    let mut columns = Vec::new();
    for part in &index.parts {
        match &part.key {
            IndexKey::Column(column) => columns.push(column),
            IndexKey::Expression(_) => return refusal(what, "it is over an expression"),
        }
    }
    let mut names = columns.into_iter().chain(&index.include).chain([name]);
    if names.any(render::is_misread) {
        return refusal(what, render::ADDED_BY_NAME);
    }
    Ok(())
}
