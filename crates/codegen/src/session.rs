//! The settings of a session that the statements of a plan assume.

use obmigrate_model::{Dialect, Statement};

/// Without these an id of 0 is renumbered, times shift by 8 hours, and statements end after 10
/// seconds (OceanBase 4.3.5, measured).
const OCEANBASE: [&str; 7] = [
    "SET NAMES utf8mb4 COLLATE utf8mb4_bin",
    "SET sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,\
     ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_VALUE_ON_ZERO'",
    "SET time_zone = '+00:00'",
    "SET ob_query_timeout = 86400000000, ob_trx_timeout = 86400000000",
    "SET autocommit = 1",
    "SET foreign_key_checks = 1",
    "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
];

/// With other settings a backslash is an escape, values are read and written otherwise (PostgreSQL 15,
/// measured), floating-point numbers lose digits (before 12), and a policy hides rows without a word.
const POSTGRES: [&str; 10] = [
    "SET client_encoding = 'UTF8'",
    "SET standard_conforming_strings = on",
    "SET TimeZone = 'UTC'",
    "SET DateStyle = 'ISO, YMD'",
    "SET IntervalStyle = 'postgres'",
    "SET extra_float_digits = 3",
    "SET bytea_output = 'hex'",
    "SET lc_monetary = 'C'",
    "SET xmloption = 'content'",
    "SET row_security = off",
];

/// Lists the statements that set up a session for those of a plan. On PostgreSQL the `search_path` has
/// to be set, too, as [`crate::definition`] says.
#[must_use]
pub fn session(dialect: Dialect) -> Vec<Statement> {
    let settings: &[&str] = match dialect {
        Dialect::OceanBase => &OCEANBASE,
        Dialect::Postgres => &POSTGRES,
    };
    settings.iter().map(|one| Statement::new(*one)).collect()
}
