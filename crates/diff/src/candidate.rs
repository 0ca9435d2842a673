//! Objects that may have got another name.

mod similarity;

use std::collections::BTreeSet;

use obmigrate_model::change::Rename;
use obmigrate_model::{Ident, Table};
use serde::{Deserialize, Serialize};

use self::similarity::Similarity;
use crate::merge::{Tables, name_before};
use crate::rename::{Hint, Named};
use crate::{Renames, Sides};

/// Suggests that something that went and something that came are one that got another name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "three facts make a suggestion")]
pub struct Candidate {
    /// What to say if it did, as [`Hint::new`] reads it.
    #[cfg_attr(feature = "json-schema", schemars(with = "String"))]
    pub rename: Hint,
    /// How much speaks for it, from 0 to 100; only what has at least 50 is suggested.
    pub score: u8,
    /// What speaks for it, in order.
    pub evidence: Vec<Evidence>,
}

/// Says what two objects have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Evidence {
    /// The type.
    SameType,
    /// A type that holds the same kind of values.
    SimilarType,
    /// Whether `NULL` is allowed, and the default.
    SameRules,
    /// The comment.
    SameComment,
    /// The neighbours.
    SamePlace,
    /// The keys and indexes that it is part of.
    SameKeys,
    /// Most of the letters of the name.
    SimilarName,
    /// All columns.
    SameColumns,
    /// Most columns.
    MostColumns,
    /// The columns of the primary key.
    SamePrimaryKey,
}

/// How many tables that went, and that came, are looked at. More are no release but another
/// application, and the time grows with their product.
pub(crate) const MOST_TABLES: usize = 500;

/// What a suggestion needs.
const LEAST: u8 = 50;

/// Finds what desired may have renamed: it went from base to desired and is still on live. Whatever
/// a person has said something about is left out, the likeliest comes first.
pub(crate) fn find(
    sides: Sides<&Tables<'_>>,
    renamed: &Sides<Vec<Rename>>,
    known: &Renames,
) -> Vec<Candidate> {
    let mut found = tables(sides, known);
    for &name in sides.base.keys() {
        let versions = sides.map(|tables| tables.get(name).map(AsRef::as_ref));
        if let Sides {
            base: Some(base),
            desired: Some(desired),
            live: Some(live),
        } = versions
        {
            let versions = Sides {
                base,
                desired,
                live,
            };
            let before = name_before(&renamed.base, name);
            let after = name_before(&renamed.desired, name);
            found.extend(columns(versions, before, after, known));
        }
    }
    found.sort_by(|one, other| (other.score, &one.rename).cmp(&(one.score, &other.rename)));
    found
}

fn tables(sides: Sides<&Tables<'_>>, known: &Renames) -> Vec<Candidate> {
    let mut found = Vec::new();
    let came: Vec<_> = only(sides.desired, sides.base, sides.live).collect();
    for (before, was) in went(sides).take(MOST_TABLES) {
        for (after, is) in came.iter().take(MOST_TABLES) {
            let mut similarity = Similarity::default();
            similarity.tables(was, is);
            if similarity.score() > 0 {
                similarity.names(before, after);
            }
            let rename = Hint {
                before: Named::Table(before.clone()),
                after: Named::Table((*after).clone()),
            };
            found.extend(candidate(rename, similarity, known));
        }
    }
    found
}

/// Lists the tables that desired dropped and live still has.
fn went<'a>(sides: Sides<&'a Tables<'_>>) -> impl Iterator<Item = (&'a Ident, &'a Table)> {
    let tables = sides.base.iter();
    tables
        .filter(move |(name, _)| {
            !sides.desired.contains_key(*name) && sides.live.contains_key(*name)
        })
        .map(|(name, table)| (*name, table.as_ref()))
}

/// Lists the tables that one side alone has.
fn only<'a>(
    side: &'a Tables<'_>,
    one: &'a Tables<'_>,
    other: &'a Tables<'_>,
) -> impl Iterator<Item = (&'a Ident, &'a Table)> {
    let tables = side.iter();
    tables
        .filter(move |(name, _)| !one.contains_key(*name) && !other.contains_key(*name))
        .map(|(name, table)| (*name, table.as_ref()))
}

/// Finds the columns of one table; the names are those of the table in base and in desired.
fn columns(
    tables: Sides<&Table>,
    table_before: &Ident,
    table_after: &Ident,
    known: &Renames,
) -> Vec<Candidate> {
    if tables
        .base
        .columns
        .names()
        .eq(tables.desired.columns.names())
    {
        return Vec::new();
    }
    let names = tables.map(|table| table.columns.names().collect::<BTreeSet<_>>());
    let went = tables.base.columns.iter().filter(|column| {
        !names.desired.contains(&column.name) && names.live.contains(&column.name)
    });
    let came: Vec<_> = tables
        .desired
        .columns
        .iter()
        .filter(|column| !names.base.contains(&column.name) && !names.live.contains(&column.name))
        .collect();
    let mut found = Vec::new();
    for before in went {
        for after in &came {
            let mut similarity = Similarity::default();
            similarity.columns((tables.base, before), (tables.desired, after));
            let rename = Hint {
                before: Named::Column(table_before.clone(), before.name.clone()),
                after: Named::Column(table_after.clone(), after.name.clone()),
            };
            found.extend(candidate(rename, similarity, known));
        }
    }
    found
}

fn candidate(rename: Hint, similarity: Similarity, known: &Renames) -> Option<Candidate> {
    let score = similarity.score();
    let is_known = known.refuted.contains(&rename)
        || known
            .hints
            .iter()
            .any(|hint| hint.before == rename.before || hint.after == rename.after);
    (score >= LEAST && !is_known).then(|| Candidate {
        rename,
        score,
        evidence: similarity.evidence(),
    })
}
