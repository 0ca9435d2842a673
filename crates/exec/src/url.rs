//! Connection addresses, which never print their passwords.

use std::fmt;

use obmigrate_model::{Dialect, Ident};

use crate::{Error, ErrorKind};

/// Addresses a database: `postgres://user:password@host:port/database` or the same with
/// `oceanbase://`.
///
/// User, password, host and database are percent-decoded, so that the user `root@tenant#cluster` is
/// written `root%40tenant%23cluster`. Left out, the port is 5432 or 2881. On PostgreSQL a host that
/// starts with `/` (written `%2F`) is the folder of a socket. After a `?`, `sslmode` says how the
/// connection is encrypted: `disable` (the default), `require` or `verify-full`; the latter two need
/// the feature `tls`.
///
/// `Debug` and `Display` show `***` for the password.
///
/// ```
/// use obmigrate_exec::Url;
/// let url = Url::parse("oceanbase://app:s3cret@db.example:2881/shop")?;
/// assert_eq!(url.to_string(), "oceanbase://app:***@db.example:2881/shop");
/// # Ok::<(), obmigrate_exec::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Url {
    dialect: Dialect,
    user: String,
    password: Option<String>,
    host: String,
    port: u16,
    database: Option<Ident>,
    encryption: Encryption,
}

/// Says how a connection is encrypted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Encryption {
    /// Not at all (`sslmode=disable`).
    #[default]
    Disable,
    /// Always, with whoever answers (`sslmode=require`).
    Require,
    /// Always, and the server's certificate must be valid for its name (`sslmode=verify-full`).
    VerifyFull,
}

impl Url {
    /// Reads an address.
    ///
    /// # Errors
    /// `exec/invalid-url`; the message never repeats the address, which may hold a password.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let (scheme, rest) = text
            .split_once("://")
            .ok_or_else(|| invalid("it starts neither with postgres:// nor with oceanbase://"))?;
        let dialect = match scheme {
            "postgres" | "postgresql" => Dialect::Postgres,
            "oceanbase" => Dialect::OceanBase,
            _ => {
                return Err(invalid(
                    "its scheme is neither postgres:// nor oceanbase://",
                ));
            }
        };
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, database) = rest.split_once('/').unwrap_or((rest, ""));
        let (login, place) = authority
            .rsplit_once('@')
            .ok_or_else(|| invalid("it names no user before an @"))?;
        let (user, password) = match login.split_once(':') {
            Some((user, password)) => (user, Some(decode(password, "password")?)),
            None => (login, None),
        };
        let (host, port) = split_place(place)?;
        let port = match (port, dialect) {
            (Some(port), _) => port
                .parse()
                .map_err(|_| invalid("its port is no number from 0 to 65535"))?,
            (None, Dialect::Postgres) => 5432,
            (None, Dialect::OceanBase) => 2881,
        };
        let url = Self {
            dialect,
            user: decode(user, "user")?,
            password,
            host: decode(host, "host")?,
            port,
            database: match decode(database, "database")? {
                none if none.is_empty() => None,
                name => Some(
                    Ident::new(name).map_err(|_| invalid("its database is no possible name"))?,
                ),
            },
            encryption: encryption(query)?,
        };
        if url.user.is_empty() || url.host.is_empty() {
            return Err(invalid("it names no user or no host"));
        }
        Ok(url)
    }

    /// Returns the engine that the scheme names.
    #[must_use]
    pub const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Returns the user.
    #[must_use]
    pub fn user(&self) -> &str {
        &self.user
    }

    /// Returns the host.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Returns the port.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Returns the database, if the address names one.
    #[must_use]
    pub const fn database(&self) -> Option<&Ident> {
        self.database.as_ref()
    }

    /// Returns how the connection is encrypted.
    #[must_use]
    pub const fn encryption(&self) -> Encryption {
        self.encryption
    }

    /// Addresses another database of the same server.
    #[must_use]
    pub fn with_database(mut self, database: Ident) -> Self {
        self.database = Some(database);
        self
    }

    #[cfg(any(feature = "postgres", feature = "oceanbase"))]
    pub(crate) fn password(&self) -> Option<&str> {
        self.password.as_deref()
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.dialect {
            Dialect::Postgres => "postgres://",
            Dialect::OceanBase => "oceanbase://",
        })?;
        let hidden = if self.password.is_some() { ":***" } else { "" };
        write!(f, "{}{hidden}@{}:{}", self.user, self.host, self.port)?;
        match &self.database {
            Some(database) => write!(f, "/{}", database.as_str()),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Url({self})")
    }
}

impl std::str::FromStr for Url {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

fn invalid(reason: &str) -> Error {
    Error::new(ErrorKind::InvalidUrl, "reading a connection address").with_reason(reason)
}

/// Takes `host:port` apart; an IPv6 address stands in brackets.
fn split_place(place: &str) -> Result<(&str, Option<&str>), Error> {
    if let Some(rest) = place.strip_prefix('[') {
        let (host, behind) = rest
            .split_once(']')
            .ok_or_else(|| invalid("its host starts with [ and does not end with ]"))?;
        return Ok((host, behind.strip_prefix(':')));
    }
    Ok(match place.rsplit_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (place, None),
    })
}

fn encryption(query: &str) -> Result<Encryption, Error> {
    let mut chosen = Encryption::Disable;
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        chosen = match pair {
            "sslmode=disable" => Encryption::Disable,
            "sslmode=require" => Encryption::Require,
            "sslmode=verify-full" => Encryption::VerifyFull,
            _ => {
                return Err(invalid(
                    "after the ? it says something else than sslmode=disable, require or verify-full",
                ));
            }
        };
    }
    if chosen != Encryption::Disable && cfg!(not(feature = "tls")) {
        return Err(invalid(
            "it asks for encryption, and this program was built without the feature `tls`",
        ));
    }
    Ok(chosen)
}

fn decode(text: &str, part: &str) -> Result<String, Error> {
    let broken = || invalid(&format!("its {part} is not percent-encoded UTF-8"));
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let mut digit = || {
                rest.next()
                    .and_then(|byte| char::from(byte).to_digit(16))
                    .and_then(|digit| u8::try_from(digit).ok())
                    .ok_or_else(broken)
            };
            let high = digit()?;
            bytes.push(high * 16 + digit()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).map_err(|_| broken())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_printed_without_password() {
        let check = |text: &str, expected: &str| {
            let url = Url::parse(text).expect(text);
            assert_eq!(url.to_string(), expected, "{text}");
            assert_eq!(format!("{url:?}"), format!("Url({expected})"));
        };
        check("postgres://u@h", "postgres://u@h:5432");
        check("postgresql://u:p%40%C3%A9@h:1/d", "postgres://u:***@h:1/d");
        check(
            "oceanbase://root%40t%23c:a:b@[::1]:2883/d?sslmode=disable",
            "oceanbase://root@t#c:***@::1:2883/d",
        );
        check("oceanbase://u:p@@h", "oceanbase://u:***@h:2881");
        let url = Url::parse("postgres://u:p%40%C3%A9@h").expect("it is well-formed");
        assert_eq!(url.password.as_deref(), Some("p@é"));
    }

    #[test]
    fn what_is_no_address_is_refused_without_repeating_it() {
        for text in [
            "",
            "s3cret",
            "mysql://u:s3cret@h/d",
            "postgres://h/d",
            "postgres://:s3cret@h/d",
            "postgres://u:s3cret@/d",
            "postgres://u:s3cret@h:99999/d",
            "postgres://u:%zz@h/d",
            "postgres://u:s3cret@h/d?password=s3cret",
            "postgres://u:s3cret@[::1/d",
        ] {
            let error = Url::parse(text).expect_err(text);
            assert_eq!(error.kind(), ErrorKind::InvalidUrl);
            assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");
        }
    }
}
