//! A client that reads a script as `mysql` and `psql` do and executes it on a connection, so that the
//! tests need neither; and the clients themselves, where the machine has them.

use std::io::Write as _;
use std::process::{Command, Stdio};

use obmigrate_exec::{Url, collect, connector};
use obmigrate_model::Statement;

/// Splits a script into statements. Quoted texts, quoted names and comments are skipped over, and a
/// line that begins with `DELIMITER` where no statement has begun says what ends the next ones.
pub(super) fn statements(script: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut delimiter = ";".to_owned();
    let mut statement = String::new();
    let mut rest = script;
    while let Some(first) = rest.chars().next() {
        let is_between = statement.trim().is_empty();
        let command = rest.split_at_checked("DELIMITER ".len());
        if is_between
            && let Some((word, after)) = command
            && word.eq_ignore_ascii_case("DELIMITER ")
        {
            let (line, after) = after.split_once('\n').unwrap_or((after, ""));
            line.trim().clone_into(&mut delimiter);
            rest = after;
            continue;
        }
        if let Some(after) = rest.strip_prefix(delimiter.as_str()) {
            if !is_between {
                found.push(statement.trim().to_owned());
            }
            statement.clear();
            rest = after;
            continue;
        }
        let taken = if rest.starts_with("-- ") || rest.starts_with("--\n") {
            let end = rest.find('\n').unwrap_or(rest.len());
            rest = &rest[end..];
            continue;
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if matches!(first, '\'' | '"' | '`') {
            quoted(rest, first)
        } else {
            first.len_utf8()
        };
        statement.push_str(&rest[..taken]);
        rest = &rest[taken..];
    }
    assert_eq!(statement.trim(), "", "the last statement has no end");
    found
}

/// Returns how many bytes a quoted text or name takes, its quotes included. A doubled quote is read
/// as the end and a new beginning.
fn quoted(text: &str, quote: char) -> usize {
    let mut characters = text.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        if character == quote {
            return at + 1;
        }
        if character == '\\' && quote == '\'' {
            characters.next();
        }
    }
    text.len()
}

/// Names a way to run a script for OceanBase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Client {
    /// The one above.
    Own,
    /// A program.
    Program(&'static str),
}

impl Client {
    /// Lists the one above and the programs that the machine has.
    pub(crate) fn all() -> Vec<Self> {
        let has = |name: &&str| {
            let version = Command::new(name).arg("--version").output();
            version.is_ok_and(|output| output.status.success())
        };
        let programs = ["mariadb", "mysql"].into_iter().find(has);
        std::iter::once(Self::Own)
            .chain(programs.map(Self::Program))
            .collect()
    }

    /// Runs a script as a session of its own, up to the first error.
    pub(crate) async fn run(&self, url: &str, script: &str) -> Result<(), String> {
        match self {
            Self::Own => run(url, script).await,
            Self::Program(name) => run_program(name, url, script),
        }
    }
}

async fn run(url: &str, script: &str) -> Result<(), String> {
    let server = connector(Url::parse(url).unwrap()).unwrap();
    let mut connection = server.connect().await.unwrap();
    for statement in statements(script) {
        connection
            .execute(&Statement::new(statement.as_str()))
            .await
            .map_err(|error| format!("{error}, at: {statement}"))?;
    }
    Ok(())
}

fn run_program(name: &str, url: &str, script: &str) -> Result<(), String> {
    let (_, rest) = url.split_once("://").unwrap();
    let (authority, database) = rest.split_once('/').unwrap();
    let (account, server) = authority.rsplit_once('@').unwrap();
    let (host, port) = server.rsplit_once(':').unwrap();
    let (user, password) = account.split_once(':').unwrap_or((account, ""));
    let mut command = Command::new(name);
    command
        .args([
            "--no-defaults",
            "--binary-mode",
            "--default-character-set=utf8mb4",
        ])
        .args([
            "--protocol=tcp",
            "-h",
            host,
            "-P",
            port,
            "-u",
            user,
            database,
        ])
        .env("MYSQL_PWD", password);
    let mut client = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = client.stdin.take().unwrap();
    let script = script.to_owned();
    // A client that ended at an error reads no further.
    let writer = std::thread::spawn(move || drop(input.write_all(script.as_bytes())));
    let output = client.wait_with_output().unwrap();
    writer.join().unwrap();
    if output.status.success() {
        Ok(())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

/// Runs a script on PostgreSQL and returns what `psql -XAtq` would print.
pub(super) async fn print(url: &str, script: &str) -> String {
    let server = connector(Url::parse(url).unwrap()).unwrap();
    let mut connection = server.connect().await.unwrap();
    let path = Statement::new("SET search_path = public");
    connection.execute(&path).await.unwrap();
    let mut printed = String::new();
    for statement in postgres_statements(script) {
        let statement = Statement::new(statement);
        for row in collect(connection.as_mut(), &statement).await.unwrap() {
            printed.push_str(row[0].as_text().unwrap());
            printed.push('\n');
        }
    }
    printed
}

/// Splits a script for PostgreSQL, where a backslash is a character like any other.
fn postgres_statements(script: &str) -> Vec<String> {
    const BACKSLASH: &str = "\u{e000}";
    let hidden = script.replace('\\', BACKSLASH);
    statements(&hidden)
        .iter()
        .map(|statement| statement.replace(BACKSLASH, "\\"))
        .collect()
}

#[test]
fn scripts_are_read_as_the_clients_read_them() {
    let check =
        |script: &str, expected: &[&str]| assert_eq!(statements(script), expected, "{script}");
    check("a; b;\n", &["a", "b"]);
    check("-- it's; a comment\na /* b; */ c;", &["a /* b; */ c"]);
    check(
        "'a;''b\\';' `c;``d\n-- e` \"f;\";",
        &["'a;''b\\';' `c;``d\n-- e` \"f;\""],
    );
    check("DELIMITER //\na; b //\nDELIMITER ;\nc;", &["a; b", "c"]);
    check("`x\nDELIMITER ;\n`;", &["`x\nDELIMITER ;\n`"]);
    assert_eq!(postgres_statements(r"SELECT '\'; b;"), [r"SELECT '\'", "b"]);
}
