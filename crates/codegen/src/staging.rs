//! Where the values wait that columns of a rebuilt table get from PostgreSQL.
//!
//! No statement of OceanBase reads another server. So the values are copied into a table of their own, each
//! beside the key of its row, and the copy of the rows looks them up there. Its columns have names that the
//! original has not, so that no name in a look-up needs the name of its table, which the switch changes.

mod ground;
mod lookup;
mod otherwise;

use std::collections::{BTreeMap, BTreeSet};

use obmigrate_model::canonical::compared_name;
use obmigrate_model::constraint::PrimaryKey;
use obmigrate_model::plan::{Mapping, Source, TablePlan};
use obmigrate_model::{Column, DataType, Ident, Note, Nullability, ObjectPath, Table};

use self::ground::{Ground, Part};
use self::lookup::Lookup;
use self::otherwise::Otherwise;
use crate::error::Error;
use crate::generate::written;
use crate::mapping;
use crate::names::{Namer, Role};
use crate::options::Options;
use crate::renamed::Renames;
use crate::render::oceanbase as render;
use crate::sources::Sources;

/// Is the table in which values for one table wait.
pub(crate) struct Staging<'a> {
    /// Its name.
    pub(crate) name: Ident,
    /// What it looks like.
    pub(crate) table: Table,
    /// The table of PostgreSQL that fills it.
    pub(crate) from: &'a Ident,
    /// The columns of the key on PostgreSQL.
    pub(crate) key: Vec<Ident>,
    /// What goes where: the key, and then the values.
    pub(crate) columns: Vec<Mapping>,
    /// What the copy of the rows writes, by the names that the columns get.
    expressions: BTreeMap<&'a Ident, String>,
}

/// Is what comes from PostgreSQL.
pub(crate) struct FromPostgres<'a> {
    /// The tables that new ones are filled from.
    pub(crate) sources: Sources<'a>,
    /// The values for rebuilt ones.
    pub(crate) stagings: Stagings<'a>,
}

/// Holds them by the names that their tables get.
pub(crate) type Stagings<'a> = BTreeMap<&'a Ident, Staging<'a>>;

impl Staging<'_> {
    /// Returns the expression that a column gets, over the columns of the original.
    pub(crate) fn expression(&self, column: &Ident) -> Option<&str> {
        self.expressions.get(column).map(String::as_str)
    }
}

/// Makes one for each table of which columns get their values from PostgreSQL. Reports each column that
/// cannot, and notes what a row gets that PostgreSQL does not have.
pub(crate) fn stagings<'a>(
    plans: &'a BTreeMap<Ident, TablePlan>,
    renames: &'a Renames<'a>,
    sources: &Sources<'a>,
    options: &'a Options<'_>,
    namer: &mut Namer<'_>,
    notes: &mut Vec<Note>,
    errors: &mut Vec<Error>,
) -> Stagings<'a> {
    let mut stagings = Stagings::new();
    for (table, columns) in options.values_from_source() {
        let plan = plans.get(table);
        let ground = plan
            .ok_or("the table does not change")
            .and_then(|plan| Ground::of(plan, renames, sources, options));
        let mut values = Vec::new();
        for column in columns {
            let value = written(plan, column).and_then(|target| {
                let ground = ground.as_ref().map_err(|why| *why)?;
                Ok((target, ground.value(target, options)?))
            });
            match value {
                Ok(value) => values.push(value),
                Err(why) => errors.push(Error::ValueUnused {
                    path: ObjectPath::column(table, column),
                    why,
                }),
            }
        }
        if let (Ok(ground), false) = (&ground, values.is_empty()) {
            let name = namer.derive(table, Role::Staging);
            stagings.insert(table, staging(name, ground, &values, notes, errors));
        }
    }
    stagings
}

/// Makes one for these columns, each with the one of PostgreSQL.
fn staging<'a>(
    name: Ident,
    ground: &Ground<'a>,
    values: &[(&'a Column, &'a Column)],
    notes: &mut Vec<Note>,
    errors: &mut Vec<Error>,
) -> Staging<'a> {
    let mut names = OwnNames::beside(ground.before);
    let key: Vec<Column> = ground
        .key
        .iter()
        .map(|part| Column {
            nullability: Nullability::NotNull,
            collation: key_collation(part),
            ..Column::new(names.next("k", &part.before.name), key_type(part))
        })
        .collect();
    let held: Vec<Column> = values
        .iter()
        .map(|(target, _)| Column {
            collation: target.collation.clone(),
            ..Column::new(names.next("v", &target.name), target.data_type.clone())
        })
        .collect();

    let parts = ground.key.iter().map(|part| (part.after, part.source));
    let pairs = parts.chain(values.iter().copied());
    let mapped = key.iter().chain(&held).zip(pairs);
    let (columns, told): (Vec<Mapping>, Vec<Mapping>) = mapped
        .map(|(column, (target, source))| {
            let mapping = mapping::map(source, column);
            // Told of by the name that a person knows.
            let told = Mapping {
                column: target.name.clone(),
                ..mapping.clone()
            };
            (mapping, told)
        })
        .unzip();
    let table = &ground.plan.table;
    mapping::check_conversions(&ObjectPath::table(table), Source::Postgres, &told, errors);

    let originals = ground.key.iter().map(|part| &part.before.name);
    let lookup = Lookup {
        table: &name,
        key: key
            .iter()
            .map(|column| &column.name)
            .zip(originals)
            .collect(),
    };
    let mut expressions = BTreeMap::new();
    for ((target, _), column) in values.iter().zip(&held) {
        let otherwise = Otherwise::of(target, ground.original(target));
        notes.push(otherwise.note(table, target, ground.original(target)));
        expressions.insert(&target.name, lookup.expression(column, otherwise));
    }
    let key_names = key.iter().map(|column| column.name.clone()).collect();
    Staging {
        table: Table {
            columns: key.into_iter().chain(held).collect(),
            primary_key: Some(PrimaryKey::new(key_names)),
            ..Table::default()
        },
        name,
        from: ground.from,
        key: ground
            .key
            .iter()
            .map(|part| part.source.name.clone())
            .collect(),
        columns,
        expressions,
    }
}

/// Chooses the type in which a column of the key waits: that of the original, with which it is compared.
/// A key that gets wider may have values on PostgreSQL already that the original has no room for; such
/// types compare alike whatever their width.
fn key_type(part: &Part<'_>) -> DataType {
    use DataType as T;
    let (before, after) = (&part.before.data_type, &part.after.data_type);
    let is_same_kind = matches!(
        (before, after),
        (T::Integer { .. }, T::Integer { .. }) | (T::VarChar { .. }, T::VarChar { .. })
    );
    let chosen = if is_same_kind { after } else { before };
    chosen.clone()
}

/// A text of the key waits as it is written: where the original takes 'a' and 'A' for one, PostgreSQL may have
/// both. Compared with a text of another collation, this one decides, and its key is used all the same
/// (OceanBase 4.3.5, measured).
fn key_collation(part: &Part<'_>) -> Option<String> {
    let is_text = part.before.data_type.is_character();
    is_text.then(|| render::COLLATION.to_owned())
}

/// Gives names to columns, none of which the original has.
struct OwnNames {
    taken: BTreeSet<String>,
    last: usize,
}

impl OwnNames {
    fn beside(original: &Table) -> Self {
        Self {
            taken: original.columns.names().map(compared_name).collect(),
            last: 0,
        }
    }

    fn next(&mut self, letter: &'static str, column: &Ident) -> Ident {
        loop {
            self.last += 1;
            let name = format!("{letter}{}", self.last);
            // A letter and digits are a name, so that the other one is never asked for.
            let name = Ident::new(name).unwrap_or_else(|_| column.clone());
            if self.taken.insert(compared_name(&name)) {
                return name;
            }
        }
    }
}
