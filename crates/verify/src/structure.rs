//! Compares what a table should look like with what the catalogue shows, attribute by attribute.
//!
//! Both descriptions must be in the same form: what the catalogue reader makes of a server's own
//! spelling, on both sides.

use std::collections::BTreeMap;
use std::fmt::Debug;

use obmigrate_model::sql::Writer;
use obmigrate_model::verdict::{Check, Level, Outcome};
use obmigrate_model::{
    Column, DefaultValue, Dialect, ForeignKey, Ident, Note, ObjectPath, Severity, Table, Verdict,
};
use serde::Serialize;

/// Says under which names a table's parts are compared.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum Names {
    /// Under their own.
    Final,
    /// While constraints have temporary names and reference tables under temporary names: foreign
    /// keys and checks compare by what they say, and the map gives the final name of each table.
    Temporary(BTreeMap<Ident, Ident>),
}

impl Names {
    fn finally<'a>(&'a self, table: &'a Ident) -> &'a Ident {
        match self {
            Self::Final => table,
            Self::Temporary(names) => names.get(table).unwrap_or(table),
        }
    }
}

/// Compares a table with what was expected; findings have the code `verify/structure-different`.
///
/// `table` is the name to report; `observed` is `None` if there is no such table.
#[must_use]
pub fn structure(
    table: &Ident,
    expected: &Table,
    observed: Option<&Table>,
    names: &Names,
) -> Verdict {
    let path = ObjectPath::table(table);
    let mut findings = Findings(Vec::new());
    match observed {
        None => findings.push(path.clone(), "a table", "none"),
        Some(observed) => findings.table(&path, expected, observed, names),
    }
    let outcome = if findings.0.is_empty() {
        Outcome::Equal
    } else {
        Outcome::Different
    };
    Verdict {
        checks: vec![Check {
            path,
            level: Level::Structure,
            rows: 0,
            outcome,
        }],
        findings: findings.0,
        not_verified: Vec::new(),
    }
}

struct Findings(Vec<Note>);

impl Findings {
    fn push(&mut self, path: ObjectPath, expected: &str, observed: &str) {
        self.0.push(Note {
            code: "verify/structure-different".to_owned(),
            severity: Severity::Error,
            path,
            reason: format!("expected {expected}, found {observed}"),
            remedy: String::new(),
        });
    }

    /// Compares two descriptions of one attribute.
    fn same(&mut self, path: ObjectPath, expected: &str, observed: &str) {
        if expected != observed {
            self.push(path, expected, observed);
        }
    }

    /// Compares two sets of named parts.
    fn named(
        &mut self,
        path: &ObjectPath,
        expected: &BTreeMap<&Ident, String>,
        observed: &BTreeMap<&Ident, String>,
    ) {
        for (name, before) in expected {
            let after = observed.get(name).map_or("none", String::as_str);
            self.same(path.join(name.as_str()), before, after);
        }
        for (name, after) in observed {
            if !expected.contains_key(name) {
                self.push(path.join(name.as_str()), "none", after);
            }
        }
    }

    /// Compares two collections of parts whose names do not matter.
    fn nameless(&mut self, path: &ObjectPath, expected: Vec<String>, observed: Vec<String>) {
        let mut left = observed;
        for before in expected {
            match left.iter().position(|after| *after == before) {
                Some(position) => {
                    left.remove(position);
                }
                None => self.push(path.clone(), &before, "none"),
            }
        }
        for after in left {
            self.push(path.clone(), "none", &after);
        }
    }

    fn table(&mut self, path: &ObjectPath, expected: &Table, observed: &Table, names: &Names) {
        // Taken apart, so that a new part of a table cannot be forgotten here.
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
        } = expected;
        self.columns(&path.join("columns"), columns, &observed.columns);
        let key = |key: &Option<obmigrate_model::PrimaryKey>| {
            key.as_ref()
                .map_or_else(|| "none".to_owned(), |key| list(&key.columns))
        };
        self.same(
            path.join("primary_key"),
            &key(primary_key),
            &key(&observed.primary_key),
        );
        let described = |unique: &obmigrate_model::Unique| written(unique);
        self.named(
            &path.join("uniques"),
            &describe(uniques, described),
            &describe(&observed.uniques, described),
        );
        self.named(
            &path.join("indexes"),
            &describe(indexes, written),
            &describe(&observed.indexes, written),
        );
        let foreign_key = |key: &ForeignKey| foreign_key(key, names);
        let check = |check: &obmigrate_model::Check| written(check);
        let before = [
            ("foreign_keys", describe(foreign_keys, foreign_key)),
            ("checks", describe(checks, check)),
        ];
        let after = [
            describe(&observed.foreign_keys, foreign_key),
            describe(&observed.checks, check),
        ];
        for ((kind, before), after) in before.into_iter().zip(after) {
            match names {
                Names::Final => self.named(&path.join(kind), &before, &after),
                Names::Temporary(_) => self.nameless(
                    &path.join(kind),
                    before.into_values().collect(),
                    after.into_values().collect(),
                ),
            }
        }
        let described = |exclusion: &obmigrate_model::Exclusion| written(exclusion);
        self.named(
            &path.join("exclusions"),
            &describe(exclusions, described),
            &describe(&observed.exclusions, described),
        );
        self.same(
            path.join("partitioning"),
            &partitioning.as_ref().map_or_else(none, written),
            &observed.partitioning.as_ref().map_or_else(none, written),
        );
        self.same(
            path.join("options"),
            &written(options),
            &written(&observed.options),
        );
        self.same(
            path.join("comment"),
            &optional(comment.as_ref()),
            &optional(observed.comment.as_ref()),
        );
    }

    fn columns(
        &mut self,
        path: &ObjectPath,
        expected: &obmigrate_model::Ordered<Column>,
        observed: &obmigrate_model::Ordered<Column>,
    ) {
        for before in expected {
            let path = path.join(before.name.as_str());
            match observed.get(&before.name) {
                None => self.push(path, "a column", "none"),
                Some(after) => self.column(&path, before, after),
            }
        }
        for after in observed {
            if expected.get(&after.name).is_none() {
                self.push(path.join(after.name.as_str()), "none", "a column");
            }
        }
        let order = |columns: &obmigrate_model::Ordered<Column>,
                     other: &obmigrate_model::Ordered<Column>| {
            let names: Vec<&str> = columns
                .names()
                .filter(|name| other.get(name).is_some())
                .map(Ident::as_str)
                .collect();
            names.join(", ")
        };
        self.same(
            path.clone(),
            &order(expected, observed),
            &order(observed, expected),
        );
    }

    fn column(&mut self, path: &ObjectPath, expected: &Column, observed: &Column) {
        let Column {
            name: _,
            data_type,
            nullability,
            default,
            identity,
            generated,
            on_update,
            collation,
            comment,
        } = expected;
        for (attribute, before, after) in [
            (
                "data_type",
                data_type.to_string(),
                observed.data_type.to_string(),
            ),
            (
                "nullability",
                format!("{nullability:?}"),
                format!("{:?}", observed.nullability),
            ),
            (
                "default",
                default_text(default.as_ref()),
                default_text(observed.default.as_ref()),
            ),
            (
                "identity",
                optional(identity.as_ref()),
                optional(observed.identity.as_ref()),
            ),
            (
                "generated",
                optional(generated.as_ref()),
                optional(observed.generated.as_ref()),
            ),
            (
                "on_update",
                format!("{on_update:?}"),
                format!("{:?}", observed.on_update),
            ),
            (
                "collation",
                optional(collation.as_ref()),
                optional(observed.collation.as_ref()),
            ),
            (
                "comment",
                optional(comment.as_ref()),
                optional(observed.comment.as_ref()),
            ),
        ] {
            self.same(path.join(attribute), &before, &after);
        }
    }
}

fn describe<T>(
    parts: &BTreeMap<Ident, T>,
    text: impl Fn(&T) -> String,
) -> BTreeMap<&Ident, String> {
    parts
        .iter()
        .map(|(name, part)| (name, text(part)))
        .collect()
}

fn optional(attribute: Option<&impl Debug>) -> String {
    attribute.map_or_else(|| "none".to_owned(), |attribute| format!("{attribute:?}"))
}

fn list(columns: &[Ident]) -> String {
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.paren(|sql| {
        sql.idents(columns);
    });
    sql.finish().sql().to_owned()
}

fn default_text(default: Option<&DefaultValue>) -> String {
    match default {
        None => "none".to_owned(),
        Some(DefaultValue::Literal(value)) => {
            let mut sql = Writer::new(Dialect::OceanBase);
            sql.value(value);
            sql.finish().sql().to_owned()
        }
        Some(DefaultValue::CurrentTimestamp) => "the time of the statement".to_owned(),
        Some(DefaultValue::CurrentDate) => "the day of the statement".to_owned(),
        Some(DefaultValue::RandomUuid) => "a fresh uuid".to_owned(),
        Some(DefaultValue::Expression(text)) => format!("({text})"),
    }
}

/// Spells every attribute of a part as it stands in a model document.
fn written(part: &impl Serialize) -> String {
    // A part of a schema always has a JSON form.
    serde_json::to_string(part).unwrap_or_else(|error| error.to_string())
}

fn none() -> String {
    "none".to_owned()
}

/// Spells every attribute of a key, with the name that its parent gets in the end.
fn foreign_key(key: &ForeignKey, names: &Names) -> String {
    let mut key = key.clone();
    key.references.table = names.finally(&key.references.table).clone();
    written(&key)
}
