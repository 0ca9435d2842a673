//! Proves on the rows themselves that a table keeps its constraints, before they are enforced.
//!
//! Every query forbids rewriting: OceanBase trusts a foreign key that exists, even one whose
//! creation failed, and then finds no orphans (4.3.5, measured).

use std::collections::{BTreeMap, VecDeque};

use obmigrate_model::plan::Source;
use obmigrate_model::sql::Writer;
use obmigrate_model::verdict::{Check, Level, Outcome};
use obmigrate_model::{
    Dialect, ForeignKey, Ident, Index, IndexKey, Note, Nullability, ObjectPath, Row, Severity,
    Statement, Table, Verdict,
};
use serde::{Deserialize, Serialize};

use crate::{Error, Request};

/// Proves the constraints of one table; can be stored between any two answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Constraints {
    table: Ident,
    path: ObjectPath,
    proofs: VecDeque<Proof>,
    rows: u64,
    levels: Vec<Level>,
    findings: Vec<(Level, Note)>,
}

/// Is one query and what each number of its one row counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Proof {
    statement: Statement,
    counts: Vec<Count>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Count {
    /// All rows.
    Rows,
    /// Rows that break a constraint; none should.
    Breaches {
        level: Level,
        code: String,
        path: ObjectPath,
        what: String,
    },
}

impl Constraints {
    /// Starts a proof.
    ///
    /// `table` is the name to query and `definition` what the table promises, in OceanBase's
    /// dialect. `parents` gives the name to query for the final name of each table that now has
    /// another; findings use the final name.
    #[must_use]
    pub fn new(table: &Ident, definition: &Table, parents: &BTreeMap<Ident, Ident>) -> Self {
        let reported = parents
            .iter()
            .find(|(_, queried)| *queried == table)
            .map_or(table, |(name, _)| name);
        let path = ObjectPath::table(reported);
        let mut proofs = VecDeque::from([scan(table, definition, &path)]);
        if let Some(key) = &definition.primary_key {
            let parts = whole_columns(&key.columns);
            proofs.push_back(duplicates(table, &parts, path.join("primary_key")));
        }
        for (name, unique) in &definition.uniques {
            let path = path.join("uniques").join(name.as_str());
            proofs.push_back(duplicates(table, &whole_columns(&unique.columns), path));
        }
        for (name, index) in &definition.indexes {
            if index.uniqueness == obmigrate_model::index::Uniqueness::Unique {
                let path = path.join("indexes").join(name.as_str());
                proofs.push_back(duplicates(table, &parts_of(index), path));
            }
        }
        for (name, key) in &definition.foreign_keys {
            let path = path.join("foreign_keys").join(name.as_str());
            let parent = parents
                .get(&key.references.table)
                .unwrap_or(&key.references.table);
            proofs.push_back(orphans(table, parent, key, path));
        }
        let mut levels = vec![Level::Constraints];
        if !definition.foreign_keys.is_empty() {
            levels.push(Level::ForeignKeys);
        }
        Self {
            table: table.clone(),
            path,
            proofs,
            rows: 0,
            levels,
            findings: Vec::new(),
        }
    }

    /// Returns the query to run next, on the target; `None` when the proof is finished.
    #[must_use]
    pub fn next(&self) -> Option<Request> {
        self.proofs.front().map(|proof| Request {
            server: Source::SameServer,
            statement: proof.statement.clone(),
        })
    }

    /// Takes the rows that the query of [`Constraints::next`] gave.
    ///
    /// # Errors
    /// `verify/unexpected-answer` unless it is one row of as many counts as were asked for;
    /// `verify/nothing-asked` if the proof is finished. The state is then as before.
    pub fn answer(&mut self, rows: &[Row]) -> Result<(), Error> {
        let wrong = || Error::UnexpectedAnswer {
            table: self.table.clone(),
            expected: "one row of counts",
        };
        let proof = self.proofs.front().ok_or_else(|| Error::NothingAsked {
            table: self.table.clone(),
        })?;
        let [row] = rows else { return Err(wrong()) };
        let counted = row
            .iter()
            .map(|value| {
                value
                    .as_integer()
                    .and_then(|count| u64::try_from(count).ok())
            })
            .collect::<Option<Vec<u64>>>()
            .filter(|counted| counted.len() == proof.counts.len())
            .ok_or_else(wrong)?;
        let proof = self.proofs.pop_front();
        for (count, number) in proof
            .into_iter()
            .flat_map(|proof| proof.counts)
            .zip(counted)
        {
            match count {
                Count::Rows => self.rows = number,
                Count::Breaches { .. } if number == 0 => {}
                Count::Breaches {
                    level,
                    code,
                    path,
                    what,
                } => self
                    .findings
                    .push((level, note(&code, path, format!("{number} {what}")))),
            }
        }
        Ok(())
    }

    /// Ends the proof. What was not finished is stated as not verified.
    #[must_use]
    pub fn verdict(self) -> Verdict {
        if !self.proofs.is_empty() {
            let left = self.proofs.len();
            let reason = format!("the proof was ended with {left} queries not answered");
            return Verdict {
                checks: Vec::new(),
                findings: self.findings.into_iter().map(|(_, note)| note).collect(),
                not_verified: vec![note("verify/not-finished", self.path, reason)],
            };
        }
        let checks = self.levels.iter().map(|level| Check {
            path: self.path.clone(),
            level: *level,
            rows: self.rows,
            outcome: if self.findings.iter().any(|(found, _)| found == level) {
                Outcome::Different
            } else {
                Outcome::Equal
            },
        });
        Verdict {
            checks: checks.collect(),
            findings: self.findings.iter().map(|(_, note)| note.clone()).collect(),
            not_verified: Vec::new(),
        }
    }
}

/// Counts the rows, the nulls and the broken checks in one pass.
fn scan(table: &Ident, definition: &Table, path: &ObjectPath) -> Proof {
    let mut sql = Writer::new(Dialect::OceanBase);
    let mut counts = vec![Count::Rows];
    sql.kw("SELECT /*+ no_rewrite */ count(*)");
    for column in &definition.columns {
        let in_key = definition
            .primary_key
            .as_ref()
            .is_some_and(|key| key.columns.contains(&column.name));
        if column.nullability == Nullability::NotNull || in_key {
            sql.kw(", coalesce(sum(")
                .ident(&column.name)
                .kw(" IS NULL), 0)");
            counts.push(breach(
                "verify/null-in-not-null",
                path.join("columns").join(column.name.as_str()),
                "rows have no value in a column that must have one",
            ));
        }
    }
    for (name, check) in &definition.checks {
        sql.kw(", coalesce(sum(CASE WHEN NOT (")
            .expression(&check.expression)
            .kw(") THEN 1 ELSE 0 END), 0)");
        counts.push(breach(
            "verify/check-violated",
            path.join("checks").join(name.as_str()),
            "rows break the check",
        ));
    }
    sql.kw(" FROM ").ident(table);
    Proof {
        statement: sql.finish(),
        counts,
    }
}

/// Is what a part of a unique key orders by, and how many leading characters of it count.
type Part<'a> = (Key<'a>, Option<u32>);

enum Key<'a> {
    Column(&'a Ident),
    Expression(&'a str),
}

fn whole_columns(columns: &[Ident]) -> Vec<Part<'_>> {
    columns
        .iter()
        .map(|column| (Key::Column(column), None))
        .collect()
}

fn parts_of(index: &Index) -> Vec<Part<'_>> {
    index
        .parts
        .iter()
        .map(|part| {
            let key = match &part.key {
                IndexKey::Column(name) => Key::Column(name),
                IndexKey::Expression(text) => Key::Expression(text),
            };
            (key, part.prefix)
        })
        .collect()
}

fn write_part(sql: &mut Writer, (key, prefix): &Part<'_>) {
    if prefix.is_some() {
        sql.kw("left(");
    }
    match key {
        Key::Column(name) => sql.ident(name),
        Key::Expression(text) => sql.kw("(").expression(text).kw(")"),
    };
    if let Some(prefix) = prefix {
        sql.kw(", ").number(*prefix).kw(")");
    }
}

/// Counts the keys that stand more than once, as the columns' collations compare them.
fn duplicates(table: &Ident, parts: &[Part<'_>], path: ObjectPath) -> Proof {
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.kw("SELECT /*+ no_rewrite */ count(*) FROM (SELECT /*+ no_rewrite */ 1 FROM ");
    sql.ident(table).kw(" WHERE ");
    sql.separated(" AND ", parts, |sql, part| {
        write_part(sql, part);
        sql.kw(" IS NOT NULL");
    });
    sql.kw(" GROUP BY ").comma(parts, write_part);
    sql.kw(" HAVING count(*) > 1) d");
    Proof {
        statement: sql.finish(),
        counts: vec![breach(
            "verify/unique-duplicates",
            path,
            "keys stand more than once",
        )],
    }
}

/// Counts the rows that reference what is not there; a row with a null in its key references
/// nothing.
fn orphans(table: &Ident, parent: &Ident, key: &ForeignKey, path: ObjectPath) -> Proof {
    let pairs = || key.columns.iter().zip(&key.references.columns);
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.kw("SELECT /*+ no_rewrite */ count(*) FROM ")
        .ident(table);
    sql.kw(" c LEFT JOIN ").ident(parent).kw(" p ON ");
    sql.separated(" AND ", pairs(), |sql, (child, parent)| {
        sql.kw("c.").ident(child).kw(" = p.").ident(parent);
    });
    sql.kw(" WHERE ");
    sql.separated(" AND ", &key.columns, |sql, child| {
        sql.kw("c.").ident(child).kw(" IS NOT NULL");
    });
    // A matching row has a value in each referenced column, so looking at one is enough.
    for parent in key.references.columns.iter().take(1) {
        sql.kw(" AND p.").ident(parent).kw(" IS NULL");
    }
    Proof {
        statement: sql.finish(),
        counts: vec![Count::Breaches {
            level: Level::ForeignKeys,
            code: "verify/foreign-key-orphans".to_owned(),
            path,
            what: format!(
                "rows reference rows of {} that are not there",
                key.references.table
            ),
        }],
    }
}

fn breach(code: &str, path: ObjectPath, what: &str) -> Count {
    Count::Breaches {
        level: Level::Constraints,
        code: code.to_owned(),
        path,
        what: what.to_owned(),
    }
}

fn note(code: &str, path: ObjectPath, reason: String) -> Note {
    Note {
        code: code.to_owned(),
        severity: Severity::Error,
        path,
        reason,
        remedy: String::new(),
    }
}
