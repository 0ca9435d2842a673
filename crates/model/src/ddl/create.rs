//! `CREATE` of every kind of object.

use super::cursor::{Cursor, Name, Read};
use super::draft::{Draft, Unheld};
use super::token::Kind;
use super::{index, sequence, table, types};
use crate::index::IndexMethod;
use crate::schema::{Consequence, Persistence};
use crate::{Ident, ObjectPath, Uniqueness, Unmodelled};

/// Kinds that the model does not hold: the words, and where such an object stands in a path.
const UNMODELLED: [(&str, &str, &str); 16] = [
    ("MATERIALIZED VIEW", "materialized view", "views"),
    ("RECURSIVE VIEW", "view", "views"),
    ("VIEW", "view", "views"),
    ("CONSTRAINT TRIGGER", "trigger", "triggers"),
    ("TRIGGER", "trigger", "triggers"),
    ("FUNCTION", "function", "functions"),
    ("PROCEDURE", "procedure", "procedures"),
    ("AGGREGATE", "aggregate", "aggregates"),
    ("OPERATOR CLASS", "operator class", "operator_classes"),
    ("RULE", "rule", "rules"),
    ("POLICY", "policy", "policies"),
    ("STATISTICS", "statistics", "statistics"),
    ("FOREIGN TABLE", "foreign table", "foreign_tables"),
    ("EVENT", "event", "events"),
    ("COLLATION", "collation", "collations"),
    ("SYNONYM", "synonym", "synonyms"),
];

/// Kinds that hold nothing of a schema.
const OUTSIDE: [&str; 15] = [
    "SCHEMA",
    "DATABASE",
    "EXTENSION",
    "ROLE",
    "USER",
    "GROUP",
    "TABLESPACE",
    "LANGUAGE",
    "TRUSTED",
    "PROCEDURAL",
    "SERVER",
    "FOREIGN DATA WRAPPER",
    "PUBLICATION",
    "SUBSCRIPTION",
    "EVENT TRIGGER",
];

/// Reads what stands behind `CREATE`.
pub(super) fn create(draft: &mut Draft<'_>, rest: &mut Cursor<'_>, whole: &Cursor<'_>) -> Read<()> {
    rest.accept("OR REPLACE");
    if let Some(kind) = OUTSIDE.iter().find(|kind| rest.sees(kind)) {
        draft.ignore(&format!("CREATE {kind}"));
        return Ok(());
    }
    let before = *rest;
    let is_global = rest.accept("GLOBAL") || rest.accept("LOCAL");
    if rest.accept_any(&["TEMPORARY", "TEMP"]).is_some() {
        draft.ignore("CREATE TEMPORARY");
        return Ok(());
    }
    if is_global {
        return Err(before.unsupported("an object of this kind"));
    }
    if rest.accept("UNLOGGED TABLE") {
        return table::create(draft, rest, Persistence::Unlogged);
    }
    if rest.accept("TABLE") {
        return table::create(draft, rest, Persistence::Permanent);
    }
    let indexes = [
        ("INDEX", Uniqueness::NotUnique, IndexMethod::BTree),
        ("UNIQUE INDEX", Uniqueness::Unique, IndexMethod::BTree),
        (
            "FULLTEXT INDEX",
            Uniqueness::NotUnique,
            IndexMethod::FullText,
        ),
        ("SPATIAL INDEX", Uniqueness::NotUnique, IndexMethod::Spatial),
        (
            "VECTOR INDEX",
            Uniqueness::NotUnique,
            IndexMethod::Other("vector".to_owned()),
        ),
    ];
    for (words, uniqueness, method) in indexes {
        if rest.accept(words) {
            return index::create(draft, rest, uniqueness, method);
        }
    }
    if rest.accept("SEQUENCE") {
        return sequence::create(draft, rest);
    }
    if rest.accept("DOMAIN") {
        return types::create_domain(draft, rest);
    }
    if rest.accept("TYPE") {
        let mut name = *rest;
        if types::create_type(draft, rest)?.is_none() {
            let name = name.qualified()?;
            unmodelled(draft, whole, "type", "types", name);
        }
        return Ok(());
    }
    other(draft, rest, whole)
}

/// Reads the name of an object that the model does not hold.
fn other(draft: &mut Draft<'_>, rest: &mut Cursor<'_>, whole: &Cursor<'_>) -> Read<()> {
    // `ALGORITHM = … DEFINER = … SQL SECURITY …` may stand in front of the kind.
    let start = *rest;
    while !rest.is_at_end() && !rest.sees_symbol('(') {
        for (words, kind, place) in UNMODELLED {
            if rest.accept(words) {
                rest.accept("IF NOT EXISTS");
                let name = rest.qualified()?;
                unmodelled(draft, whole, kind, place, name);
                return Ok(());
            }
        }
        if rest.sees("AS") {
            break;
        }
        rest.next();
    }
    Err(start.unsupported("an object of a kind that is not known"))
}

fn unmodelled(draft: &mut Draft<'_>, whole: &Cursor<'_>, kind: &str, place: &str, name: Name) {
    let mentions = mentions(whole);
    let name = draft.resolved(name);
    // A trigger, a rule and a policy are named within their table.
    let owner = matches!(kind, "trigger" | "rule" | "policy")
        .then(|| owner(whole))
        .flatten();
    let (schema, path) = match owner {
        Some(table) => {
            let table = draft.resolved(table);
            (table.schema, ObjectPath::table(&table.name))
        }
        None => (name.schema.clone(), ObjectPath::root()),
    };
    if place == "views" {
        draft.views.insert(name.clone());
    }
    draft.unheld.push(Unheld {
        schema,
        object: Unmodelled {
            kind: kind.to_owned(),
            path: path.join(place).join(name.name.as_str()),
            detail: whole.slice(whole.rest()).to_owned(),
            consequence: match kind {
                "trigger" | "rule" | "policy" | "statistics" => Consequence::BlocksRebuild,
                _ => Consequence::Reported,
            },
            depends_on: Vec::new(),
        },
        mentions,
    });
}

/// Finds the table behind the first `ON`; `ON INSERT TO` of a rule has it behind `TO`.
fn owner(whole: &Cursor<'_>) -> Option<Name> {
    let mut rest = *whole;
    let mut found = None;
    while !rest.is_at_end() {
        let is_rule = rest.accept("ON INSERT TO")
            || rest.accept("ON UPDATE TO")
            || rest.accept("ON DELETE TO")
            || rest.accept("ON SELECT TO");
        if is_rule || rest.accept("ON") {
            found = rest.table_name().ok();
            break;
        }
        rest.next();
    }
    found
}

/// Collects the names that stand where a table's name stands in a query or a trigger.
fn mentions(whole: &Cursor<'_>) -> Vec<Name> {
    let mut names = Vec::new();
    let mut rest = *whole;
    let mut in_list = false;
    while let Some(token) = rest.rest().first() {
        let follows = rest
            .accept_any(&["FROM", "JOIN", "ON", "INTO", "UPDATE", "TO"])
            .is_some()
            || (in_list && rest.symbol(','));
        if follows {
            rest.accept("ONLY");
            let starts_name = rest
                .rest()
                .first()
                .is_some_and(|token| matches!(token.kind, Kind::Word | Kind::Quoted));
            in_list = starts_name;
            if starts_name && let Ok(name) = rest.table_name() {
                names.push(name);
            }
        } else {
            // An alias may stand between two tables of a list.
            in_list = in_list && matches!(token.kind, Kind::Word | Kind::Quoted);
            rest.next();
        }
    }
    names
}

/// Keeps the tables of a schema among some names, each once.
pub(super) fn tables_among(
    draft: &Draft<'_>,
    schema: Option<&Ident>,
    mentions: Vec<Name>,
) -> Vec<Ident> {
    let mut tables: Vec<Ident> = mentions
        .into_iter()
        .filter(|name| name.schema.is_none() || name.schema.as_ref() == schema)
        .map(|name| name.name)
        .filter(|name| {
            draft
                .schemas
                .get(&schema.cloned())
                .is_some_and(|schema| schema.tables.contains_key(name))
        })
        .collect();
    tables.sort();
    tables.dedup();
    tables
}
