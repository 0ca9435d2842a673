//! Puts the rows of a table aside while it is made again.

use obmigrate_model::plan::Hazard;
use obmigrate_model::sql::Writer;
use obmigrate_model::{
    Column, Dialect, Generation, Ident, ObjectPath, ServerVersion, Statement, Table,
};

use super::columns::unsupported;
use super::conversion::{self, Conversion};
use super::fresh::Fresh;
use super::scope::{Fate, Scope};
use crate::definition::Part;
use crate::error::Error;

/// The rows of one table, and where they are meanwhile.
pub(super) struct Aside {
    table: Ident,
    place: Ident,
    stay: Stay,
}

/// Says how long rows stay aside.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stay {
    /// Until they are back.
    Short,
    /// Longer: it is the table that they were in, under another name.
    Long,
}

/// Is what is done with the rows of a table that is made again and is not kept.
pub(crate) const ASIDE: &str = "put aside the rows of";

/// Copies the rows into temporary tables, which keep no names that the new tables need, and drops the
/// tables, unless these are kept.
pub(super) fn put_aside(scope: &Scope<'_>, fresh: &mut Fresh, parts: &mut Vec<Part>) -> Vec<Aside> {
    let mut aside = Vec::new();
    for kept in scope
        .kept
        .values()
        .filter(|kept| kept.fate == Fate::MadeAgain)
    {
        if scope.shadows.get(kept.name).is_some() {
            continue;
        }
        let table = kept.name.clone();
        if let Some(backup) = scope.backup(&table) {
            let (place, stay) = (backup.clone(), Stay::Long);
            aside.push(Aside { table, place, stay });
            continue;
        }
        let path = ObjectPath::table(&table);
        let place = fresh.name();
        let mut sql = Writer::new(Dialect::Postgres);
        sql.kw("CREATE TEMPORARY TABLE ").ident(&place);
        sql.kw(" ON COMMIT DROP AS SELECT ");
        let shared = shared(kept.was, kept.goal);
        sql.idents(shared.iter().map(|(before, _)| &before.name));
        sql.kw(" FROM ").ident(kept.name);
        let stored = kept.was.columns.iter();
        let mut stored = stored.filter(|column| column.generated.is_none());
        let is_lost = |column: &Column| shared.iter().all(|(before, _)| *before != column);
        let lost = stored.any(is_lost).then_some(Hazard::DataLoss);
        let mut put = |statement| {
            let part = Part::new(&path, statement).doing(ASIDE);
            let hazards = [Hazard::Lock, Hazard::Rewrite, Hazard::LongRunning];
            parts.push(part.warning(hazards).warning(lost));
        };
        put(sql.finish());
        put(drop_table(kept.name));
        let stay = Stay::Short;
        aside.push(Aside { table, place, stay });
    }
    aside
}

/// Lists the columns whose values are stored before and after.
fn shared<'a>(was: &'a Table, goal: &'a Table) -> Vec<(&'a Column, &'a Column)> {
    let stored = goal.columns.iter();
    let stored = stored.filter(|column| column.generated.is_none());
    stored
        .filter_map(|after| Some((was.columns.get(&after.name)?, after)))
        .collect()
}

/// Knows how the values of a table get into another form of it.
pub(super) struct Values<'a>(Vec<(&'a Column, &'a Column, Conversion)>);

impl<'a> Values<'a> {
    /// Finds a way for each column that is stored before and after; one without is an error.
    pub(super) fn of(
        name: &Ident,
        was: &'a Table,
        goal: &'a Table,
        errors: &mut Vec<Error>,
    ) -> Self {
        let mut values = Vec::new();
        for (before, after) in shared(was, goal) {
            match conversion::of(&before.data_type, &after.data_type) {
                Some(conversion) => values.push((before, after, conversion)),
                None => errors.push(unsupported(name, before, after)),
            }
        }
        Self(values)
    }

    /// Walks the columns, as they are and as they get.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&'a Column, &'a Column)> {
        self.0.iter().map(|&(before, after, _)| (before, after))
    }

    /// Writes the statement that brings all rows from one table into the other.
    pub(super) fn insert(&self, into: &Ident, from: &Ident, version: ServerVersion) -> Statement {
        let values = &self.0;
        let mut sql = Writer::new(Dialect::Postgres);
        sql.kw("INSERT INTO ").ident(into).kw(" ");
        if !values.is_empty() {
            sql.paren(|sql| {
                sql.idents(values.iter().map(|(_, after, _)| &after.name));
            });
            sql.kw(" ");
        }
        let is_numbered = values.iter().any(|(_, after, _)| {
            let identity = after.identity.as_ref();
            identity.is_some_and(|identity| identity.generation == Generation::Always)
        });
        if is_numbered {
            sql.kw("OVERRIDING SYSTEM VALUE ");
        }
        sql.kw("SELECT ");
        sql.comma(values, |sql, (before, after, conversion)| {
            conversion::write(sql, &before.name, &after.data_type, *conversion, version);
        });
        sql.kw(" FROM ").ident(from);
        sql.finish()
    }
}

/// Brings the rows back into the new tables.
pub(super) fn bring_back(
    scope: &Scope<'_>,
    aside: &[Aside],
    version: ServerVersion,
    parts: &mut Vec<Part>,
    errors: &mut Vec<Error>,
) {
    for Aside { table, place, stay } in aside {
        let Some(kept) = scope.kept.get(table) else {
            continue;
        };
        let values = Values::of(table, kept.was, kept.goal, errors);
        let path = ObjectPath::table(table);
        let mut bring = |statement| {
            let part = Part::new(&path, statement).doing("bring back the rows of");
            parts.push(part.warning([Hazard::Rewrite, Hazard::LongRunning]));
        };
        bring(values.insert(table, place, version));
        if *stay == Stay::Short {
            bring(drop_table(place));
        }
    }
}

/// Writes the statement that drops a table that may be there.
pub(super) fn drop_table_if_exists(table: &Ident) -> Statement {
    let mut sql = Writer::new(Dialect::Postgres);
    sql.kw("DROP TABLE IF EXISTS ").ident(table);
    sql.finish()
}

/// Writes the statement that drops a table.
pub(super) fn drop_table(table: &Ident) -> Statement {
    let mut sql = Writer::new(Dialect::Postgres);
    sql.kw("DROP TABLE ").ident(table);
    sql.finish()
}
