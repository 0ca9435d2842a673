//! Which error number means what.

use std::io;

use mysql_async::{DriverError, Error as Failure, IoError};
use obmigrate_model::Statement;

use super::connection::statement_in_words;
use crate::{Error, ErrorKind};

/// Describes a failure to connect.
pub(super) fn connecting(error: Failure, doing: String) -> Error {
    match error {
        Failure::Io(error) => {
            Error::new(ErrorKind::Unreachable, doing).with_reason(io_reason(&error))
        }
        // Something answered, and not in this protocol.
        Failure::Driver(
            error @ (DriverError::UnexpectedPacket { .. }
            | DriverError::PacketOutOfOrder
            | DriverError::CantParseServerVersion { .. }
            | DriverError::PacketTooLarge),
        ) => {
            // The packet might be anything, so it is not shown.
            let reason = if matches!(error, DriverError::UnexpectedPacket { .. }) {
                "an unexpected packet".to_owned()
            } else {
                error.to_string()
            };
            Error::new(ErrorKind::WrongServer, doing).with_reason(reason)
        }
        Failure::Driver(
            error @ (DriverError::NoClientSslFlagFromServer
            | DriverError::UnknownAuthPlugin { .. }
            | DriverError::MysqlOldPasswordDisabled
            | DriverError::CleartextPluginDisabled),
        ) => Error::new(ErrorKind::Unsupported, doing).with_reason(error.to_string()),
        // No rights on the database look like a wrong password to whoever connects.
        Failure::Server(error) if error.code == 1044 => {
            Error::new(ErrorKind::AccessDenied, doing).with_server("1044", &error.message)
        }
        other @ (Failure::Driver(_) | Failure::Other(_) | Failure::Server(_) | Failure::Url(_)) => {
            driver(other, doing)
        }
    }
}

/// Describes a failure of a statement.
pub(super) fn running(error: Failure, statement: &Statement) -> Error {
    driver(error, statement_in_words(statement))
}

/// Describes any other failure.
pub(super) fn driver(error: Failure, doing: String) -> Error {
    match error {
        Failure::Server(error) => {
            Error::new(kind(error.code), doing).with_server(error.code.to_string(), &error.message)
        }
        Failure::Io(error) => {
            Error::new(ErrorKind::ConnectionLost, doing).with_reason(io_reason(&error))
        }
        Failure::Driver(DriverError::ConnectionClosed) => {
            Error::new(ErrorKind::ConnectionLost, doing)
        }
        Failure::Driver(DriverError::PacketTooLarge) => {
            Error::new(ErrorKind::Exhausted, doing).with_reason("the packet is too large")
        }
        // These may show what a packet or a value held.
        Failure::Driver(_) | Failure::Other(_) | Failure::Url(_) => {
            Error::new(ErrorKind::Internal, doing).with_reason("the driver failed")
        }
    }
}

fn io_reason(error: &IoError) -> String {
    let is_end = |error: &io::Error| error.kind() == io::ErrorKind::UnexpectedEof;
    if matches!(error, IoError::Io(error) if is_end(error)) {
        "the server closed the connection".to_owned()
    } else {
        error.to_string()
    }
}

/// Classifies an error number of OceanBase 4.3.5; measured, where nothing else is said.
const fn kind(number: u16) -> ErrorKind {
    use ErrorKind as K;
    match number {
        // MySQL client library numbers, which proxies pass on.
        // 5066: the session was killed in the middle of a statement; its connection ends next.
        2006 | 2013 | 1053 | 5066 => K::ConnectionLost,
        1045 => K::AccessDenied,
        1205 => K::LockTimeout,
        4012 => K::Timeout,
        1317 => K::Cancelled,
        // 1213 is MySQL's deadlock; OceanBase reports 6002 for a transaction it rolled back.
        // 5627: definitions change elsewhere, and the statement was not begun.
        1213 | 5627 | 6002 | 6235 => K::Conflict,
        1412 | 4138 | 4344 => K::SnapshotLost,
        1062 => K::DuplicateKey,
        1048 | 1138 | 1364 => K::NullViolation,
        1264 | 1690 | 1441 => K::ValueOutOfRange,
        1406 => K::ValueTooLong,
        1265 | 1292 | 1365 | 1366 | 1367 | 1411 | 3140 | 3141 => K::InvalidValue,
        1216 | 1217 | 1451 | 1452 | 5785 => K::ForeignKeyViolation,
        1526 | 3819 => K::CheckViolation,
        1007 | 1022 | 1050 | 1060 | 1061 | 1068 | 1359 | 1826 | 3822 | 5734 | 5735 => {
            K::AlreadyExists
        }
        1008 | 1017 | 1049 | 1051 | 1054 | 1072 | 1091 | 1094 | 1146 | 1176 | 1305 | 1360
        | 3821 | 3940 => K::Missing,
        1235 => K::Unsupported,
        1064 | 1136 | 1149 => K::Syntax,
        // 5235: the table is READ ONLY and the user has no SUPER.
        1044 | 1142 | 1143 | 1227 | 1370 | 5235 => K::Denied,
        1040 | 1153 | 1203 | 1390 | 4013 | 4019 | 4030 | 4184 => K::Exhausted,
        1067 | 1101 | 1215 | 3730 | 3818 => K::Refused,
        _ => K::Server,
    }
}
