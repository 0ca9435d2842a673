//! The catalogue queries and what depends in them on the server's version.

use std::collections::BTreeSet;

use obmigrate_model::{Dialect, Ident, Statement};
use serde::de::DeserializeOwned;

use super::INTERNAL_ERROR;
use crate::catalog::fields::{self, odd};
use crate::{Connection, Error};

pub(super) const SCHEMAS: &str = include_str!("schemas.sql");
pub(super) const TABLES: &str = include_str!("tables.sql");
pub(super) const COLUMNS: &str = include_str!("columns.sql");
pub(super) const TYPES: &str = include_str!("types.sql");
pub(super) const SEQUENCES: &str = include_str!("sequences.sql");
pub(super) const CONSTRAINTS: &str = include_str!("constraints.sql");
pub(super) const INDEXES: &str = include_str!("indexes.sql");
pub(super) const OTHER: &str = include_str!("other.sql");

/// Is what stands at a place of a query that depends on the server's version.
struct Gate {
    place: &'static str,
    /// The first version with the column (manual, release notes and "System Catalogs").
    since: u16,
    there: &'static str,
    before: &'static str,
}

const GATES: [Gate; 12] = [
    gate("{attcompression}", 14, "a.attcompression", "''"),
    gate("{attgenerated}", 12, "a.attgenerated", "''"),
    gate(
        "{collisdeterministic}",
        12,
        "co.collisdeterministic",
        "true",
    ),
    gate("{conenforced}", 18, "con.conenforced", "true"),
    gate("{confdelsetcols}", 15, "con.confdelsetcols", "NULL::int2[]"),
    gate("{conparentid}", 11, "con.conparentid", "0"),
    gate("{conperiod}", 18, "con.conperiod", "false"),
    gate("{indnkeyatts}", 11, "i.indnkeyatts", "i.indnatts"),
    gate(
        "{indnullsnotdistinct}",
        15,
        "i.indnullsnotdistinct",
        "false",
    ),
    gate("{is_aggregate}", 11, "p.prokind = 'a'", "p.proisagg"),
    gate("{is_procedure}", 11, "p.prokind = 'p'", "false"),
    // Before 13 the copies of a trigger on partitions are internal.
    gate("{tgparentid}", 13, "t.tgparentid", "0"),
];

const fn gate(place: &'static str, since: u16, there: &'static str, before: &'static str) -> Gate {
    Gate {
        place,
        since,
        there,
        before,
    }
}

/// Identifies an object of the catalogue.
pub(super) type Oid = u32;

/// Runs one of the queries for some schemas. Each row is a JSON object, so that its parts have names.
pub(super) async fn run<T: DeserializeOwned>(
    connection: &mut dyn Connection,
    query: &str,
    schemas: &BTreeSet<Ident>,
) -> Result<Vec<T>, Error> {
    let query = for_version(query, connection.target().version.major);
    let rows = fields::rows(connection, &query, schemas).await?;
    rows.into_iter()
        .map(|mut row| row.json()?.ok_or_else(|| odd("a row is empty")))
        .collect()
}

fn for_version(query: &str, version: u16) -> String {
    GATES.iter().fold(query.to_owned(), |query, gate| {
        let text = if version >= gate.since {
            gate.there
        } else {
            gate.before
        };
        query.replace(gate.place, text)
    })
}

/// Starts the transaction in which the queries run: one snapshot of the catalogue for all of them,
/// every name with its schema whatever the session's search path is, and no compilation of the
/// queries, which takes seconds when a catalogue looks large (measured on 15).
pub(super) async fn begin(connection: &mut dyn Connection) -> Result<(), Error> {
    connection.begin().await?;
    let isolation = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";
    connection.execute(&Statement::new(isolation)).await?;
    let settings = "SELECT set_config(name, CASE name WHEN 'jit' THEN 'off' ELSE '' END, true) \
                    FROM pg_settings WHERE name IN ('jit', 'search_path')";
    fields::rows(connection, settings, []).await.map(drop)
}

/// Describes a text that must be there and is not: functions of the catalogue return `NULL` instead
/// of failing for some objects that were dropped meanwhile (measured on 15). Like a failure it makes
/// the whole reading start again.
pub(super) fn vanished(what: &str) -> Error {
    odd(what).with_server(INTERNAL_ERROR, "an object was dropped meanwhile")
}

/// Reads a type as the server spells it.
pub(super) fn data_type(spelling: &str) -> obmigrate_model::DataType {
    obmigrate_model::data_type::spelling::parse(Dialect::Postgres, spelling)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [&str; 8] = [
        SCHEMAS,
        TABLES,
        COLUMNS,
        TYPES,
        SEQUENCES,
        CONSTRAINTS,
        INDEXES,
        OTHER,
    ];

    /// Columns of the catalogue that not every supported version has, with the first one that does
    /// and the last one (manual, "System Catalogs" of each version).
    const COLUMNS_OF_VERSIONS: [(&str, u16, u16); 14] = [
        ("attcompression", 14, u16::MAX),
        ("attgenerated", 12, u16::MAX),
        ("collisdeterministic", 12, u16::MAX),
        ("conenforced", 18, u16::MAX),
        ("confdelsetcols", 15, u16::MAX),
        ("conparentid", 11, u16::MAX),
        ("conperiod", 18, u16::MAX),
        ("indnkeyatts", 11, u16::MAX),
        ("indnullsnotdistinct", 15, u16::MAX),
        ("partdefid", 11, u16::MAX),
        ("prokind", 11, u16::MAX),
        ("proisagg", 0, 10),
        ("tgparentid", 13, u16::MAX),
        ("relhasoids", 0, 11),
    ];

    #[test]
    fn no_query_asks_for_a_column_that_the_version_lacks() {
        for version in 10..=18 {
            for query in ALL {
                let text = for_version(query, version);
                assert!(!text.contains('{'), "a gate is left for {version}: {text}");
                for (column, first, last) in COLUMNS_OF_VERSIONS {
                    let is_there = (first..=last).contains(&version);
                    assert!(is_there || !text.contains(column), "{column} on {version}");
                }
            }
        }
    }

    #[test]
    fn every_gate_opens() {
        for gate in GATES {
            assert!(ALL.iter().any(|query| query.contains(gate.place)));
            let opened = |version| for_version(gate.place, version);
            assert_eq!(opened(gate.since), gate.there);
            assert_eq!(opened(gate.since - 1), gate.before);
        }
    }
}
