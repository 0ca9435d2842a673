//! The session contract: what every session is set to, and proof that it is.

use std::time::Duration;

use mysql_async::Conn;
use mysql_async::prelude::Queryable;
use obmigrate_model::{Dialect, ServerVersion, Statement, Target, Value, sql::Writer};

use super::connection::Session;
use super::errors;
use crate::{Connection, Error, ErrorKind, SessionId, collect};

/// Strict, without zero dates, division by zero is an error, and an id of 0 stays 0.
///
/// `NO_AUTO_CREATE_USER` of the server's default is left out: it concerns `GRANT` only.
const SQL_MODE: &str = "STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,\
                        ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_VALUE_ON_ZERO";
const COLLATION: &str = "utf8mb4_bin";
const TIME_ZONE: &str = "+00:00";
const ISOLATION: &str = "READ-COMMITTED";

/// Makes sure that this is OceanBase, sets the contract and reads it back.
pub(super) async fn prepare(mut conn: Conn, statement_timeout: Duration) -> Result<Session, Error> {
    let version = version(&mut conn).await?;
    let mut session = Session {
        id: SessionId(0),
        target: Target {
            dialect: Dialect::OceanBase,
            version,
        },
        conn,
    };
    let micros = i64::try_from(statement_timeout.as_micros()).unwrap_or(i64::MAX);
    session
        .execute(&Statement::new("SET NAMES utf8mb4 COLLATE utf8mb4_bin"))
        .await?;
    let mut set = Writer::new(Dialect::OceanBase);
    set.kw("SET sql_mode = ").string(SQL_MODE);
    set.kw(", time_zone = ").string(TIME_ZONE);
    set.kw(", ob_query_timeout = ").number(micros);
    set.kw(", ob_trx_timeout = ").number(micros);
    // The reader of the catalogue takes names in backticks for granted.
    set.kw(", autocommit = 1, sql_quote_show_create = 1");
    session.execute(&set.finish()).await?;
    session
        .execute(&Statement::new(
            "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
        ))
        .await?;
    session.id = read_back(&mut session, micros).await?;
    show_all(&mut session).await?;
    Ok(session)
}

/// Makes `SHOW CREATE TABLE` show everything: in the compatible mode it leaves out global indexes
/// and sub-partitions (measured on 4.3.5). Not every version has the mode.
async fn show_all(session: &mut Session) -> Result<(), Error> {
    if is_compatible(session).await? {
        let set = "SET _show_ddl_in_compat_mode = 0";
        session.execute(&Statement::new(set)).await?;
        if is_compatible(session).await? {
            let doing = "reading the session contract back";
            return Err(Error::new(ErrorKind::Refused, doing)
                .with_reason("the server did not take _show_ddl_in_compat_mode"));
        }
    }
    Ok(())
}

async fn is_compatible(session: &mut Session) -> Result<bool, Error> {
    let query = r"SHOW VARIABLES LIKE '\_show\_ddl\_in\_compat\_mode'";
    let rows = collect(session, &Statement::new(query)).await?;
    let value = rows.first().and_then(|row| row.get(1)?.as_text());
    Ok(value.is_some_and(|value| value != "OFF"))
}

async fn read_back(session: &mut Session, micros: i64) -> Result<SessionId, Error> {
    let doing = "reading the session contract back";
    let query = "SELECT @@sql_mode, @@time_zone, @@ob_query_timeout, @@ob_trx_timeout, @@autocommit, \
                 @@transaction_isolation, @@collation_connection, @@character_set_client, \
                 @@character_set_results, @@sql_quote_show_create, connection_id()";
    let rows = collect(session, &Statement::new(query)).await?;
    let values = rows.into_iter().next().unwrap_or_default();
    let [
        mode,
        zone,
        query,
        transaction,
        commit,
        isolation,
        collation,
        client,
        results,
        quotes,
        id,
    ] = values.as_slice()
    else {
        return Err(Error::new(ErrorKind::Internal, doing).with_reason("not eleven values"));
    };
    let text = |value: &Value, wanted: &str| value.as_text() == Some(wanted);
    let number = |value: &Value, wanted: i64| value.as_integer() == Some(i128::from(wanted));
    let wanted: std::collections::BTreeSet<&str> = SQL_MODE.split(',').collect();
    let is = mode.as_text().unwrap_or_default();
    let checks = [
        (
            "sql_mode",
            is.split(',').collect::<std::collections::BTreeSet<_>>() == wanted,
        ),
        ("time_zone", text(zone, TIME_ZONE)),
        ("ob_query_timeout", number(query, micros)),
        ("ob_trx_timeout", number(transaction, micros)),
        ("autocommit", number(commit, 1)),
        ("transaction_isolation", text(isolation, ISOLATION)),
        ("collation_connection", text(collation, COLLATION)),
        ("character_set_client", text(client, "utf8mb4")),
        ("character_set_results", text(results, "utf8mb4")),
        ("sql_quote_show_create", number(quotes, 1)),
    ];
    if let Some((name, _)) = checks.iter().find(|(_, holds)| !holds) {
        return Err(Error::new(ErrorKind::Refused, doing)
            .with_reason(format!("the server did not take {name}")));
    }
    id.as_integer()
        .and_then(|id| u64::try_from(id).ok())
        .map(SessionId)
        .ok_or_else(|| Error::new(ErrorKind::Internal, doing).with_reason("no connection id"))
}

/// Reads the version, which only OceanBase puts into `version_comment`:
/// `OceanBase 4.3.5.3 seekdb (r1.0…)`.
async fn version(conn: &mut Conn) -> Result<ServerVersion, Error> {
    let doing = "asking the server what it is";
    let answer: Option<(Option<String>, Option<String>)> = conn
        .query_first("SELECT @@version_comment, version()")
        .await
        .map_err(|error| errors::driver(error, doing.to_owned()))?;
    let (comment, plain) = answer.unwrap_or_default();
    let comment = comment.unwrap_or_default();
    parse_version(&comment).ok_or_else(|| {
        Error::new(ErrorKind::WrongServer, doing).with_reason(format!(
            "this is {}, version {}, not OceanBase",
            if comment.is_empty() {
                "some MySQL"
            } else {
                &comment
            },
            plain.unwrap_or_default()
        ))
    })
}

fn parse_version(comment: &str) -> Option<ServerVersion> {
    let behind = comment.split_once("OceanBase")?.1;
    let word = behind
        .split_whitespace()
        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    let mut numbers = word
        .split(|c: char| !c.is_ascii_digit())
        .map(|part| part.parse().unwrap_or_default());
    Some(ServerVersion {
        major: numbers.next()?,
        minor: numbers.next()?,
        patch: numbers.next().unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_the_comment() {
        let check = |comment: &str, expected: Option<(u16, u16, u16)>| {
            let version = parse_version(comment).map(|v| (v.major, v.minor, v.patch));
            assert_eq!(version, expected, "{comment}");
        };
        check("OceanBase 4.3.5.3 seekdb (r1)", Some((4, 3, 5)));
        check(
            "OceanBase_CE 4.2.1.8 (r108000022024072217-x)",
            Some((4, 2, 1)),
        );
        check("OceanBase seekdb 4.3", Some((4, 3, 0)));
        check("MySQL Community Server - GPL", None);
    }
}
