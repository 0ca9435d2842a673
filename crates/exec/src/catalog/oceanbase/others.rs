//! Views, triggers, routines, events and sequences.

use std::collections::{BTreeMap, BTreeSet};

use obmigrate_model::schema::Consequence::{self, BlocksRebuild, Reported};
use obmigrate_model::sequence::{Exhaustion, SequenceLimits};
use obmigrate_model::{DataType, Dialect, Ident, ObjectPath, Sequence, Unmodelled, sql::Writer};

use super::Reading;
use super::privileges::{Grants, Readable};
use crate::catalog::fields::{self, Fields};
use crate::{Connection, Error};

pub(super) async fn read(
    connection: &mut dyn Connection,
    reading: &mut Reading,
    readable: &Readable,
    grants: &Grants,
) -> Result<(), Error> {
    let database = reading.database.clone();
    let mut run = async |query: &str| fields::rows(connection, query, [&database]).await;
    views(reading, run(include_str!("views.sql")).await?)?;
    for row in run(include_str!("triggers.sql")).await? {
        trigger(reading, row)?;
    }
    if !reading.takes.is_empty() && !grants.see_triggers_of(&database) {
        let detail = "the user may lack TRIGGER, without which triggers are not shown";
        reading.report("hidden triggers", ObjectPath::root(), detail, Reported);
    }
    for routine in routines(run(include_str!("routines.sql")).await?)? {
        reading.unmodelled.push(routine);
    }
    // These two are not in every build; how they look was read in the server's source code.
    if readable.has("EVENTS") {
        for mut row in run(include_str!("events.sql")).await? {
            let path = ObjectPath::root().join("events").join(&row.text()?);
            reading.report("event", path, row.text()?, Reported);
        }
    }
    if readable.has_with_tables(&["__all_sequence_object"]) {
        for row in run(include_str!("sequences.sql")).await? {
            sequence(reading, row)?;
        }
    }
    Ok(())
}

/// Reports views with the tables that they read, be it through other views.
fn views(reading: &mut Reading, rows: Vec<Fields>) -> Result<(), Error> {
    let mut definitions = BTreeMap::new();
    for mut row in rows {
        definitions.insert(row.name()?, row.text()?);
    }
    let mentioned = |definition: &str| -> BTreeSet<Ident> {
        let names = reading.takes.iter().chain(definitions.keys());
        names
            .filter(|name| definition.contains(&qualified(&reading.database, name)))
            .cloned()
            .collect()
    };
    let direct: BTreeMap<&Ident, BTreeSet<Ident>> = definitions
        .iter()
        .map(|(name, definition)| (name, mentioned(definition)))
        .collect();
    for (name, definition) in &definitions {
        let mut reads = BTreeSet::new();
        let mut open = vec![name];
        while let Some(next) = open.pop() {
            for mentioned in direct.get(next).into_iter().flatten() {
                if reads.insert(mentioned.clone()) {
                    open.push(mentioned);
                }
            }
        }
        reads.retain(|name| reading.takes.contains(name));
        reading.unmodelled.push(Unmodelled {
            kind: "view".to_owned(),
            path: ObjectPath::root().join("views").join(name.as_str()),
            detail: definition.clone(),
            consequence: Reported,
            depends_on: reads.into_iter().collect(),
        });
    }
    Ok(())
}

/// Writes a table as a view's definition names it (measured on 4.3.5).
fn qualified(database: &Ident, table: &Ident) -> String {
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.ident(database).kw(".").ident(table);
    sql.finish().sql().to_owned()
}

fn trigger(reading: &mut Reading, mut row: Fields) -> Result<(), Error> {
    let table = row.name()?;
    let name = row.text()?;
    let definition = row.text()?;
    if reading.takes.contains(&table) {
        reading.unmodelled.push(Unmodelled {
            kind: "trigger".to_owned(),
            path: ObjectPath::table(&table).join("triggers").join(&name),
            detail: definition,
            consequence: BlocksRebuild,
            depends_on: vec![table],
        });
    }
    Ok(())
}

/// Reads routines; each comes with one row for each of its parameters, and the result of a function
/// is the one in place 0.
fn routines(rows: Vec<Fields>) -> Result<Vec<Unmodelled>, Error> {
    struct Routine {
        kind: String,
        name: String,
        parameters: Vec<String>,
        returns: String,
        definition: String,
    }
    let mut routines = Vec::<Routine>::new();
    for mut row in rows {
        let (kind, name) = (row.text()?, row.text()?);
        let place = row.number()?;
        let parameter = row.text()?;
        let definition = row.text()?;
        if routines
            .last()
            .is_none_or(|last| last.kind != kind || last.name != name)
        {
            routines.push(Routine {
                kind,
                name,
                parameters: Vec::new(),
                returns: String::new(),
                definition,
            });
        }
        let Some(routine) = routines.last_mut() else {
            continue;
        };
        match place {
            None => {}
            Some(0) => routine.returns = format!("RETURNS {parameter} "),
            Some(_) => routine.parameters.push(parameter),
        }
    }
    let unmodelled = |routine: Routine| Unmodelled {
        path: ObjectPath::root().join("routines").join(&routine.name),
        detail: format!(
            "({}) {}{}",
            routine.parameters.join(", "),
            routine.returns,
            routine.definition
        ),
        kind: routine.kind,
        consequence: Consequence::Reported,
        depends_on: Vec::new(),
    };
    Ok(routines.into_iter().map(unmodelled).collect())
}

fn sequence(reading: &mut Reading, mut row: Fields) -> Result<(), Error> {
    let name = row.name()?;
    let mut number = || -> Result<Option<i64>, Error> {
        Ok(row.number()?.and_then(|number| i64::try_from(number).ok()))
    };
    let (start, increment) = (number()?.unwrap_or(1), number()?.unwrap_or(1));
    // A limit that does not fit is one that nobody set: the server's own are 28 digits long.
    let (minimum, maximum) = (number()?, number()?);
    let cache = number()?.unwrap_or(1);
    let exhaustion = if row.truth()? {
        Exhaustion::Cycle
    } else {
        Exhaustion::Error
    };
    let sequence = Sequence {
        data_type: DataType::BIGINT,
        start,
        increment,
        limits: SequenceLimits {
            minimum,
            maximum,
            cache,
            exhaustion,
        },
        owner: None,
    };
    reading.sequences.insert(name, sequence);
    Ok(())
}
