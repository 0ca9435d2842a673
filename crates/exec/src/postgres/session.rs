//! The session contract: what every session is set to, and proof that it is.

use obmigrate_model::{Dialect, ServerVersion, Statement, Target, Value, sql::Writer};
use sqlx::PgConnection;

use super::connection::Session;
use crate::{Connection, Error, ErrorKind, SessionId, collect};

/// Each setting with the value it is set to, as `current_setting` shows it.
const CONTRACT: [(&str, &str); 14] = [
    ("search_path", ""),
    ("TimeZone", "UTC"),
    ("DateStyle", "ISO, YMD"),
    ("IntervalStyle", "postgres"),
    ("extra_float_digits", "1"),
    ("bytea_output", "hex"),
    ("standard_conforming_strings", "on"),
    ("client_encoding", "UTF8"),
    ("lc_monetary", "C"),
    ("xmloption", "content"),
    ("quote_all_identifiers", "off"),
    ("row_security", "off"),
    ("statement_timeout", "0"),
    ("idle_in_transaction_session_timeout", "0"),
];

/// Sets the contract and reads it back.
pub(super) async fn prepare(conn: PgConnection) -> Result<Session, Error> {
    let mut session = Session {
        conn,
        id: SessionId(0),
        target: Target {
            dialect: Dialect::Postgres,
            version: ServerVersion {
                major: 0,
                minor: 0,
                patch: 0,
            },
        },
    };
    // The first statements already rely on quotes that mean what the writer thinks they do.
    session
        .execute(&Statement::new("SET standard_conforming_strings = on"))
        .await?;
    collect(&mut session, &set()).await?;
    let doing = "reading the session contract back";
    let rows = collect(&mut session, &read()).await?;
    let values = rows.into_iter().next().unwrap_or_default();
    let (Some(version), Some(id), Some(settings)) =
        (values.first(), values.get(1), values.get(2..))
    else {
        return Err(Error::new(ErrorKind::Internal, doing).with_reason("too few values"));
    };
    for ((name, wanted), is) in CONTRACT.iter().zip(settings) {
        if !same(is, wanted) {
            return Err(Error::new(ErrorKind::Refused, doing)
                .with_reason(format!("the server did not take {name}")));
        }
    }
    session.target.version = version_of(version)
        .ok_or_else(|| Error::new(ErrorKind::Internal, doing).with_reason("no version number"))?;
    session.id = id
        .as_integer()
        .and_then(|id| u64::try_from(id).ok())
        .map(SessionId)
        .ok_or_else(|| Error::new(ErrorKind::Internal, doing).with_reason("no process id"))?;
    Ok(session)
}

/// PostgreSQL shows an empty list of names as `""`.
fn same(is: &Value, wanted: &str) -> bool {
    is.as_text()
        .is_some_and(|is| is == wanted || (wanted.is_empty() && is == "\"\""))
}

fn set() -> Statement {
    let mut sql = Writer::new(Dialect::Postgres);
    sql.kw("SELECT ").comma(CONTRACT, |sql, (name, value)| {
        sql.kw("pg_catalog.set_config(").string(name);
        sql.kw(", ").string(value).kw(", false)");
    });
    sql.finish()
}

fn read() -> Statement {
    let mut sql = Writer::new(Dialect::Postgres);
    sql.kw("SELECT pg_catalog.current_setting('server_version_num'), pg_catalog.pg_backend_pid()");
    for (name, _) in CONTRACT {
        sql.kw(", pg_catalog.current_setting(").string(name).kw(")");
    }
    sql.finish()
}

/// Reads `server_version_num`: 150004 is 15.4 (manual, "Preset Options").
fn version_of(value: &Value) -> Option<ServerVersion> {
    let number = value.as_integer()?;
    Some(ServerVersion {
        major: u16::try_from(number / 10_000).ok()?,
        minor: u16::try_from(number % 10_000).ok()?,
        patch: 0,
    })
}
