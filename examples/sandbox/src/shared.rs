//! One pair of servers for all tests of a process, and a database of its own for each.

use std::sync::OnceLock;

use crate::error::Error;
use crate::folder;
use crate::options::Options;
use crate::sandbox::Sandbox;

/// Answers the process's one sandbox and starts it on the first call, with [`Options::from_environment`]. It is
/// stopped when the process ends. A start that failed is not tried again; every call answers its error.
///
/// # Errors
///
/// Any [`Error`] of the first call.
pub fn shared() -> Result<&'static Sandbox, &'static Error> {
    static SHARED: OnceLock<Result<Sandbox, Error>> = OnceLock::new();
    SHARED
        .get_or_init(|| Sandbox::start(&Options::from_environment()?))
        .as_ref()
}

/// Makes a database name that no other call makes, in this process or in another, of `a-z`, `0-9` and `_`, at
/// most 63 bytes long; it starts with `prefix`, as far as that fits.
#[must_use]
pub fn unique_database(prefix: &str) -> String {
    let clean = |letter: char| {
        if letter.is_ascii_alphanumeric() {
            letter.to_ascii_lowercase()
        } else {
            '_'
        }
    };
    let mut name: String = prefix.chars().map(clean).take(24).collect();
    if !name.starts_with(|first: char| first.is_ascii_lowercase()) {
        name.insert(0, 't');
    }
    name.push('_');
    name.push_str(&folder::unique());
    name
}

/// Replaces the database in `url`, and keeps what follows it.
///
/// ```
/// use obmigrate_sandbox::url_for_database;
///
/// assert_eq!(url_for_database("postgres://me@db:5432/postgres?a=b", "mine"), "postgres://me@db:5432/mine?a=b");
/// ```
#[must_use]
pub fn url_for_database(url: &str, database: &str) -> String {
    let (address, query) = url.split_at(url.find(['?', '#']).unwrap_or(url.len()));
    let authority = address.find("://").map_or(0, |scheme| scheme + "://".len());
    let end = address
        .get(authority..)
        .and_then(|rest| rest.find('/'))
        .map_or(address.len(), |slash| authority + slash);
    let server = address.get(..end).unwrap_or(address);
    format!("{server}/{database}{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, expected: &str) {
        assert_eq!(url_for_database(url, "mine"), expected);
    }

    #[test]
    fn the_database_of_a_url_is_replaced() {
        check(
            "postgres://postgres@127.0.0.1:1/postgres",
            "postgres://postgres@127.0.0.1:1/mine",
        );
        check(
            "oceanbase://root@127.0.0.1:1",
            "oceanbase://root@127.0.0.1:1/mine",
        );
        check(
            "oceanbase://root@127.0.0.1:1/",
            "oceanbase://root@127.0.0.1:1/mine",
        );
        check("mysql://u:p@h/db?x=/y#z", "mysql://u:p@h/mine?x=/y#z");
        check("mysql://u:p@h?x=1", "mysql://u:p@h/mine?x=1");
    }

    #[test]
    fn names_are_unique_and_fit_both_engines() {
        let name = unique_database("Ein sehr langer Name für einen Test, der nicht passt");
        assert!(name.starts_with("ein_sehr_langer_name_f_r_"), "{name}");
        assert!(name.len() <= 63, "{name}");
        assert!(
            name.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        );
        assert!(unique_database("1").starts_with("t1_"));
        assert_ne!(unique_database("a"), unique_database("a"));
    }
}
