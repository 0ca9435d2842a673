//! What can go wrong between us and a server.

use std::fmt;

use crate::redact;

/// Says what was being done to which object, and why it failed.
///
/// The message holds no values of rows and no passwords: literals in what a server says are replaced
/// by `?`.
#[derive(thiserror::Error)]
pub struct Error {
    kind: ErrorKind,
    doing: String,
    server_code: Option<String>,
    #[source]
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// Describes a failure by its kind and by what was being done: `copying rows into t_tmp`.
    ///
    /// `doing` is written as it is: it must name objects, never values.
    #[must_use]
    pub fn new(kind: ErrorKind, doing: impl Into<String>) -> Self {
        Self {
            kind,
            doing: doing.into(),
            server_code: None,
            source: None,
        }
    }

    /// Adds the server's own code and, with its literals hidden, its message.
    #[must_use]
    pub fn with_server(mut self, code: impl Into<String>, message: &str) -> Self {
        self.server_code = Some(code.into());
        self.source = Some(Box::new(Cause(redact::message(message))));
        self
    }

    /// Adds a reason in words of our own; they must name objects, never values.
    #[must_use]
    pub fn with_reason(mut self, reason: impl Into<String>) -> Self {
        self.source = Some(Box::new(Cause(reason.into())));
        self
    }

    /// Adds another error as the reason. Its text must be free of values and passwords.
    #[must_use]
    pub fn with_source(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.source = Some(Box::new(source));
        self
    }

    /// Puts what was being done from a caller's point of view before what the error says of itself.
    #[must_use]
    pub fn while_doing(mut self, doing: impl fmt::Display) -> Self {
        self.doing = format!("{doing}: {}", self.doing);
        self
    }

    /// Returns the kind.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Returns what was being done to which object.
    #[must_use]
    pub fn doing(&self) -> &str {
        &self.doing
    }

    /// Returns the server's own code: an error number on OceanBase, an SQLSTATE on PostgreSQL.
    #[must_use]
    pub fn server_code(&self) -> Option<&str> {
        self.server_code.as_deref()
    }

    /// Returns the stable code, such as `exec/connection-lost`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.kind.code()
    }

    /// Says whether the same thing may succeed if it is done again, on a fresh connection and with
    /// the state of the server read anew.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        self.kind.is_transient()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.doing, self.kind)?;
        match &self.server_code {
            Some(code) => write!(f, " (server code {code})"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {self}", self.code())?;
        let mut cause = std::error::Error::source(self);
        while let Some(next) = cause {
            write!(f, ": {next}")?;
            cause = next.source();
        }
        Ok(())
    }
}

/// Holds a reason in words, so that a chain of sources prints each part once.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Cause(String);

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident => $code:literal, $text:literal;)*) => {
        /// Classifies a failure by what a caller can do about it; backends must meet it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum ErrorKind {
            $($(#[$doc])* $kind,)*
        }

        impl ErrorKind {
            /// Lists all kinds.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)*];

            /// Returns the stable code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$kind => concat!("exec/", $code),)* }
            }
        }

        impl fmt::Display for ErrorKind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Self::$kind => $text,)* })
            }
        }
    };
}

kinds! {
    /// The connection broke while it was in use; what was running may or may not have been done.
    ConnectionLost => "connection-lost", "the connection is lost";
    /// No connection could be made.
    Unreachable => "unreachable", "the server cannot be reached";
    /// The server knows no such user or refuses the password.
    AccessDenied => "access-denied", "the server refuses the user or the password";
    /// Something else than the expected server answered.
    WrongServer => "wrong-server", "this is not the expected kind of server";
    /// A lock was not granted in time.
    LockTimeout => "lock-timeout", "a lock was not granted in time";
    /// The statement or the transaction ran longer than allowed.
    Timeout => "timeout", "it took longer than allowed";
    /// The statement was killed; the session lives.
    Cancelled => "cancelled", "the statement was killed";
    /// Another transaction got in the way: serialisation failure, deadlock, or the transaction was
    /// rolled back by the server.
    Conflict => "conflict", "another transaction got in the way";
    /// A point in time can no longer be read.
    SnapshotLost => "snapshot-lost", "the point in time can no longer be read";
    /// A row would stand twice in a unique key.
    DuplicateKey => "duplicate-key", "a unique key would hold a value twice";
    /// A `NULL` where none is allowed.
    NullViolation => "null-violation", "a value is missing where NULL is not allowed";
    /// A number or a time is out of the range of its column.
    ValueOutOfRange => "value-out-of-range", "a value is out of the range of its column";
    /// A text or a byte string is longer than its column.
    ValueTooLong => "value-too-long", "a value is too long for its column";
    /// A value is none of its column's type.
    InvalidValue => "invalid-value", "a value does not have its column's type";
    /// A row references none, or is referenced.
    ForeignKeyViolation => "foreign-key-violation", "a foreign key is violated";
    /// A row fails a check constraint, or fits no partition.
    CheckViolation => "check-violation", "a check constraint is violated, or no partition takes the row";
    /// What is to be made is there already.
    AlreadyExists => "already-exists", "it exists already";
    /// What is named is not there.
    Missing => "missing", "it does not exist";
    /// The server does not know how to do it.
    Unsupported => "unsupported", "the server does not support it";
    /// The server cannot read the statement.
    Syntax => "syntax", "the server does not understand the statement";
    /// The user lacks a privilege, or the object is read-only.
    Denied => "denied", "the user lacks a privilege";
    /// A limit of the server is reached: packet, disk, memory, connections.
    Exhausted => "exhausted", "a limit of the server is reached";
    /// The plan does not fit the server or the database.
    PlanMismatch => "plan-mismatch", "the plan does not fit the database";
    /// A precondition does not hold, or the server refuses for a reason of its own.
    Refused => "refused", "it is refused";
    /// Somebody else holds it.
    Locked => "locked", "somebody else holds it";
    /// A connection address cannot be read.
    InvalidUrl => "invalid-url", "the connection address cannot be used";
    /// A pattern for names cannot be read.
    InvalidPattern => "invalid-pattern", "the pattern cannot be used";
    /// Any other error that a server reported.
    Server => "server", "the server reported an error";
    /// A defect of this program, or an answer that no server should give.
    Internal => "internal", "an internal error";
}

impl ErrorKind {
    /// Says whether the same thing may succeed if it is done again, on a fresh connection and with
    /// the state of the server read anew. A lost snapshot is not: a new one must be taken.
    #[must_use]
    pub const fn is_transient(self) -> bool {
        matches!(
            self,
            Self::ConnectionLost
                | Self::Unreachable
                | Self::LockTimeout
                | Self::Timeout
                | Self::Cancelled
                | Self::Conflict
        )
    }

    /// Says whether the rows are at fault, so that leaving one out may help.
    #[must_use]
    pub const fn is_about_a_row(self) -> bool {
        matches!(
            self,
            Self::DuplicateKey
                | Self::NullViolation
                | Self::ValueOutOfRange
                | Self::ValueTooLong
                | Self::InvalidValue
                | Self::ForeignKeyViolation
                | Self::CheckViolation
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_prints_each_part_once_and_no_value() {
        let error = Error::new(ErrorKind::DuplicateKey, "inserting into t")
            .with_server("1062", "Duplicate entry 'secret' for key 't.u_name'")
            .while_doing("copying chunk 3");
        assert_eq!(
            error.to_string(),
            "copying chunk 3: inserting into t: a unique key would hold a value twice (server code 1062)"
        );
        assert_eq!(
            format!("{error:?}"),
            format!("exec/duplicate-key: {error}: Duplicate entry ? for key 't.u_name'")
        );
    }

    #[test]
    fn codes_are_distinct() {
        let mut codes: Vec<_> = ErrorKind::ALL.iter().map(|kind| kind.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), ErrorKind::ALL.len());
    }
}
