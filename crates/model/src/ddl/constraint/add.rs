//! Constraints on their way into a table.

use super::{Body, Pending};
use crate::ddl::cursor::{Cursor, Name, Read};
use crate::ddl::draft::Draft;
use crate::ddl::index;
use crate::ddl::names::Scope;
use crate::ddl::token::Kind;
use crate::given_names::{joined, of_columns, of_part};
use crate::{Dialect, Ident, Nullability, Severity};

/// Adds a constraint to a table, under its own name or the one that the server would give.
pub(in crate::ddl) fn add(draft: &mut Draft<'_>, table: &Name, pending: Pending<'_>) -> Read<()> {
    let Pending { name, body, source } = pending;
    let twice = |name: &Ident| source.fault(format!("the table has two constraints {name}"));
    match body {
        Body::Index(index) => index::add(draft, table, name, index, &source),
        Body::Primary(mut key) => {
            key.name = match draft.dialect {
                Dialect::Postgres => Some(named(draft, table, name, "", "pkey", &source)?),
                Dialect::OceanBase => None,
            };
            let target = draft.existing(table, &source)?;
            for column in &key.columns {
                if let Some(column) = target.columns.get_mut(column) {
                    column.nullability = Nullability::NotNull;
                }
            }
            if target.primary_key.is_some() {
                return Err(source.fault("the table has two primary keys"));
            }
            target.primary_key = Some(key);
            Ok(())
        }
        Body::Unique(unique) => {
            let middle = match draft.dialect {
                Dialect::Postgres => of_columns(unique.columns.iter().map(Ident::as_str)),
                Dialect::OceanBase => unique.columns.first().map_or("", Ident::as_str).to_owned(),
            };
            let name = named(draft, table, name, &middle, "key", &source)?;
            let target = draft.existing(table, &source)?;
            if target.uniques.contains_key(&name) || target.indexes.contains_key(&name) {
                return Err(twice(&name));
            }
            target.uniques.insert(name, unique);
            Ok(())
        }
        Body::Check(check) => {
            let middle = only_column(draft, table, &source);
            let name = named(draft, table, name, &middle, "check", &source)?;
            let target = draft.existing(table, &source)?;
            if target.checks.insert(name.clone(), check).is_some() {
                return Err(twice(&name));
            }
            Ok(())
        }
        Body::ForeignKey(mut key) => {
            if key.references.schema == table.schema {
                key.references.schema = None;
            }
            let middle = of_columns(key.columns.iter().map(Ident::as_str));
            let name = named(draft, table, name, &middle, "fkey", &source)?;
            let target = draft.existing(table, &source)?;
            if target.foreign_keys.insert(name.clone(), key).is_some() {
                return Err(twice(&name));
            }
            Ok(())
        }
        Body::Exclusion(exclusion) => {
            let middle = of_columns(exclusion.parts.iter().map(|part| of_part(&part.key)));
            let name = named(draft, table, name, &middle, "excl", &source)?;
            let target = draft.existing(table, &source)?;
            if target.exclusions.insert(name.clone(), exclusion).is_some() {
                return Err(twice(&name));
            }
            Ok(())
        }
    }
}

/// Returns the column that a check is about, if it is about one only: the server puts it into the
/// name.
fn only_column(draft: &Draft<'_>, table: &Name, source: &Cursor<'_>) -> String {
    let mut found: Option<String> = None;
    let mut rest = *source;
    // Only the condition names columns; what stands in front of it may be a name, too.
    while !rest.is_at_end() && !rest.accept("CHECK") {
        rest.next();
    }
    while let Some(token) = rest.rest().first() {
        if matches!(token.kind, Kind::Word | Kind::Quoted) {
            let Ok(name) = rest.name() else { break };
            if draft.has_column(table, &name) && !rest.sees_symbol('(') {
                match &found {
                    Some(column) if column != name.as_str() => return String::new(),
                    _ => found = Some(name.as_str().to_owned()),
                }
            }
        } else {
            rest.next();
        }
    }
    found.unwrap_or_default()
}

/// Takes the name that is given, or makes the one that the server would give.
fn named(
    draft: &mut Draft<'_>,
    table: &Name,
    name: Option<Ident>,
    middle: &str,
    label: &str,
    source: &Cursor<'_>,
) -> Read<Ident> {
    let dialect = draft.dialect;
    let schema = table.schema.clone();
    let is_index = matches!(label, "pkey" | "key" | "excl");
    let scopes: Vec<Scope> = match dialect {
        Dialect::Postgres => {
            let constraints = Scope::Constraints(schema.clone(), table.name.clone());
            let relations = is_index.then_some(Scope::Relations(schema));
            relations.into_iter().chain([constraints]).collect()
        }
        Dialect::OceanBase => vec![match label {
            "check" => Scope::Checks(schema),
            "fkey" => Scope::ForeignKeys(schema),
            _ => index::scope(dialect, table),
        }],
    };
    if let Some(name) = name {
        for scope in &scopes {
            draft.taken.add(dialect, scope, &name);
        }
        return Ok(name);
    }
    let owner = table.name.as_str();
    let made = match (dialect, label) {
        (Dialect::Postgres, _) => draft.taken.free(dialect, &scopes, |number| {
            joined(owner, middle, &format!("{label}{number}"))
        }),
        (Dialect::OceanBase, "key") => draft
            .taken
            .free(dialect, &scopes, |number| format!("{middle}{number}")),
        (Dialect::OceanBase, label) => {
            let kind = if label == "check" { "OBCHECK" } else { "OBFK" };
            draft
                .taken
                .free(dialect, &scopes, |number| format!("{owner}_{kind}{number}"))
        }
    };
    let made = made.ok_or_else(|| source.fault("a name is expected"))?;
    if dialect == Dialect::OceanBase && label != "key" {
        let message = format!("it is called {made} here; OceanBase would put a time into the name");
        let at = source.position();
        draft.report("model/ddl-invented-name", Severity::Info, at, message);
    }
    Ok(made)
}
