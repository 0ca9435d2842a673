//! Which SQLSTATE means what.

use obmigrate_model::Statement;
use sqlx::Error as Failure;

use crate::{Error, ErrorKind, redact};

/// Describes a failure to connect.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the driver leaves its errors open"
)]
pub(super) fn connecting(error: Failure, doing: String) -> Error {
    match error {
        Failure::Io(error) if error.kind() == std::io::ErrorKind::InvalidData => {
            Error::new(ErrorKind::WrongServer, doing).with_source(error)
        }
        Failure::Io(error) => Error::new(ErrorKind::Unreachable, doing).with_source(error),
        // Something answered, and not in this protocol.
        Failure::Protocol(_) => Error::new(ErrorKind::WrongServer, doing)
            .with_reason("it does not answer in PostgreSQL's protocol"),
        Failure::Tls(error) => {
            Error::new(ErrorKind::Unreachable, doing).with_reason(error.to_string())
        }
        other => driver(other, doing),
    }
}

/// Describes a failure of a statement.
pub(super) fn running(error: Failure, statement: &Statement) -> Error {
    driver(error, redact::statement(statement))
}

/// Describes any other failure.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the driver leaves its errors open"
)]
pub(super) fn driver(error: Failure, doing: String) -> Error {
    match error {
        Failure::Database(error) => {
            let state = error.code().unwrap_or_default().into_owned();
            Error::new(kind(&state), doing).with_server(state, error.message())
        }
        Failure::Io(error) => Error::new(ErrorKind::ConnectionLost, doing).with_source(error),
        Failure::WorkerCrashed => Error::new(ErrorKind::ConnectionLost, doing),
        Failure::Decode(reason) => {
            Error::new(ErrorKind::Internal, doing).with_reason(redact::message(&reason.to_string()))
        }
        // These may show what a message or a value held.
        _ => Error::new(ErrorKind::Internal, doing).with_reason("the driver failed"),
    }
}

/// Classifies an SQLSTATE (manual, appendix A).
fn kind(state: &str) -> ErrorKind {
    use ErrorKind as K;
    match state {
        "23505" | "23P01" => return K::DuplicateKey,
        "23502" | "22004" => return K::NullViolation,
        "23503" | "23001" => return K::ForeignKeyViolation,
        "23514" => return K::CheckViolation,
        "22001" => return K::ValueTooLong,
        "22003" | "22008" => return K::ValueOutOfRange,
        "40001" | "40P01" => return K::Conflict,
        "55P03" => return K::LockTimeout,
        "57014" => return K::Cancelled,
        "57P01" | "57P02" | "57P05" => return K::ConnectionLost,
        "57P03" => return K::Unreachable,
        "25P04" => return K::Timeout,
        "25006" | "42501" => return K::Denied,
        "42601" => return K::Syntax,
        "42P04" | "42P06" | "42P07" | "42701" | "42710" | "42712" | "42723" | "42P16" => {
            return K::AlreadyExists;
        }
        "3D000" | "3F000" | "42P01" | "42703" | "42704" | "42883" => return K::Missing,
        _ => {}
    }
    match state.get(..2) {
        Some("08") => K::ConnectionLost,
        Some("0A") => K::Unsupported,
        Some("22") => K::InvalidValue,
        Some("25" | "2B" | "55") => K::Refused,
        Some("28") => K::AccessDenied,
        Some("42") => K::Syntax,
        Some("53" | "54") => K::Exhausted,
        Some("72") => K::SnapshotLost,
        _ => K::Server,
    }
}
