//! Random schemas, with what becomes of them.

use obmigrate_codegen::{InPlace, Rewrites};
use obmigrate_diff::{Hint, Named, Renames, diff};
use obmigrate_model::arbitrary::{edited, schema};
use obmigrate_model::canonical::normalise;
use obmigrate_model::change::rename::rename;
use obmigrate_model::change::{Rename, Renamed};
use obmigrate_model::{ChangeSet, Dialect, Ident, Pair, Schema};
use proptest::prelude::*;

/// A schema, what gets another name in it, and what becomes of it.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) before: Schema,
    pub(super) renames: Vec<Rename>,
    pub(super) goal: Schema,
    pub(super) in_place: InPlace,
    pub(super) rewrites: Rewrites,
}

pub(super) fn case(dialect: Dialect) -> impl Strategy<Value = Case> {
    let ways = proptest::bool::ANY.prop_map(|other| match other {
        true => (InPlace::WherePossible, Rewrites::Beside),
        false => (InPlace::Never, Rewrites::UnderLock),
    });
    (schema(dialect), 0_u8..12, ways).prop_flat_map(|(before, seed, (in_place, rewrites))| {
        let renames = renames(&before, seed);
        edited(rename(&before, &renames)).prop_map(move |goal| Case {
            before: before.clone(),
            renames: renames.clone(),
            goal: normalise(&with_named_keys(goal)),
            in_place,
            rewrites,
        })
    })
}

/// Names the primary keys that an edit added as PostgreSQL names them: they are read back with it.
fn with_named_keys(mut schema: Schema) -> Schema {
    if schema.dialect == Dialect::Postgres {
        for (name, table) in &mut schema.tables {
            if let Some(key) = &mut table.primary_key {
                let usual = || Ident::new(format!("{name}_pkey")).unwrap();
                key.name = Some(key.name.take().unwrap_or_else(usual));
            }
        }
    }
    schema
}

/// Half of the schemas get other names; those of two tables, or of two columns, may be exchanged.
fn renames(schema: &Schema, seed: u8) -> Vec<Rename> {
    let tables: Vec<&Ident> = schema.tables.keys().collect();
    let named = |object: Renamed, before: &Ident, after: &Ident| Rename {
        object,
        name: Pair {
            before: before.clone(),
            after: after.clone(),
        },
    };
    let other = Ident::new("an'other \"name").unwrap();
    let Some(&first) = tables.first() else {
        return Vec::new();
    };
    let columns: Vec<&Ident> = schema.tables[first].columns.names().collect();
    let of_first = || Renamed::Column {
        table: first.clone(),
    };
    let table = named(Renamed::Table, first, &other);
    let column = named(of_first(), columns[0], &other);
    let exchanged = |object: &dyn Fn() -> Renamed, names: &[&Ident]| match names {
        [one, two, ..] => vec![named(object(), one, two), named(object(), two, one)],
        [_] | [] => Vec::new(),
    };
    match seed {
        0 => vec![table],
        1 => vec![column],
        2 => vec![table, column],
        3 => exchanged(&|| Renamed::Table, &tables),
        4 => exchanged(&of_first, &columns),
        5 => [
            exchanged(&|| Renamed::Table, &tables),
            exchanged(&of_first, &columns),
        ]
        .concat(),
        _ => Vec::new(),
    }
}

/// Compares with the renames as hints; without them where an edit took away what got another name,
/// or where two names were exchanged of what is alike.
pub(super) fn compare(read: &Schema, case: &Case) -> Result<ChangeSet, String> {
    let options = obmigrate_diff::Options::default();
    let hinted = options.clone().renames(Renames {
        hints: hints(&case.renames),
        refuted: Vec::new(),
    });
    let told = diff(read, &case.goal, &hinted).or_else(|_| diff(read, &case.goal, &options));
    let told = told.map_err(|error| format!("not compared: {error}"))?;
    Ok(told.changes)
}

fn hints(renames: &[Rename]) -> Vec<Hint> {
    let after = |table: &Ident| {
        let renamed = renames
            .iter()
            .find(|rename| rename.object == Renamed::Table && rename.name.before == *table);
        renamed.map_or(table, |rename| &rename.name.after).clone()
    };
    let hints = renames.iter().filter_map(|rename| {
        let Pair { before, after: is } = &rename.name;
        let (before, after) = match &rename.object {
            Renamed::Table => (Named::Table(before.clone()), Named::Table(is.clone())),
            Renamed::Column { table } => (
                Named::Column(table.clone(), before.clone()),
                Named::Column(after(table), is.clone()),
            ),
            Renamed::Key { .. } | Renamed::Sequence => return None,
        };
        Some(Hint { before, after })
    });
    hints.collect()
}
