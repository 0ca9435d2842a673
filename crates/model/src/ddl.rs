//! Reads a schema out of `CREATE TABLE` scripts, without a server.

mod alter;
mod column;
mod constraint;
mod create;
mod cursor;
mod draft;
mod finish;
mod index;
mod judge;
mod names;
mod partition;
mod script;
mod sequence;
mod statement;
mod table;
mod token;
mod types;

use std::collections::BTreeMap;
use std::fmt;

use self::draft::Draft;
use crate::{Dialect, Ident, Schema, Severity};

/// Holds what a script describes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Import {
    /// The schemas (PostgreSQL) or databases (OceanBase) by name; `None` is the one that unqualified
    /// names are in. One without objects is left out.
    pub schemas: BTreeMap<Option<Ident>, Schema>,
    /// What was not read, and what was read with doubt, in the order of the script.
    pub problems: Vec<Problem>,
    /// How many statements of each kind hold no schema, such as `SET`, `GRANT` or `INSERT`.
    pub ignored: BTreeMap<String, usize>,
}

/// Tells what of a script was not read, or not for sure.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// The stable code, such as `model/ddl-unreadable`.
    pub code: &'static str,
    /// [`Severity::Error`] if something of the script is missing in the schema.
    pub severity: Severity,
    /// The line of the script, from 1.
    pub line: usize,
    /// The character of the line, from 1.
    pub column: usize,
    /// How the statement begins.
    pub statement: String,
    /// What is the case.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} [{}] line {}, column {}: {}",
            self.severity, self.code, self.line, self.column, self.message
        )?;
        if self.statement.is_empty() {
            Ok(())
        } else {
            write!(f, "; the statement begins with {}", self.statement)
        }
    }
}

/// Reads a script of either dialect: what `pg_dump --schema-only`, `mysqldump` and
/// `SHOW CREATE TABLE` print, and what people write.
///
/// What cannot be read is a [`Problem`] with its place, and the rest is still read. Expressions are
/// the script's own text; one that a grammar of the dialect does not know is kept and reported as
/// `model/ddl-doubtful-expression`. Constraints and indexes without a name get the one that the
/// server would give; where OceanBase would put a time into it, a number stands instead
/// (`model/ddl-invented-name`). An object that the model cannot hold is in
/// [`Schema::unmodelled`].
///
/// The codes are `model/ddl-unreadable`, `model/ddl-unclosed-quote`, `model/ddl-unsupported`,
/// `model/ddl-unknown-object`, `model/ddl-unknown-type`, `model/ddl-too-large`,
/// `model/ddl-doubtful-expression` and `model/ddl-invented-name`.
///
/// ```
/// use obmigrate_model::{DataType, Dialect, Ident, ddl};
/// let import = ddl::read(
///     Dialect::Postgres,
///     "CREATE TABLE t (id serial PRIMARY KEY, a varchar(20) NOT NULL); oops;",
/// );
/// let table = &import.schemas[&None].tables[&Ident::new("t")?];
/// let column = table.columns.get(&Ident::new("a")?).map(|column| &column.data_type);
/// assert_eq!(column, Some(&DataType::VarChar { length: 20 }));
/// assert_eq!((import.problems[0].line, import.problems[0].column), (1, 65));
/// # Ok::<(), obmigrate_model::ident::IdentError>(())
/// ```
#[must_use]
pub fn read(dialect: Dialect, script: &str) -> Import {
    let mut draft = Draft::new(dialect, script);
    for statement in script::statements(dialect, script, &mut draft) {
        statement::read(&mut draft, &statement);
    }
    finish::finish(draft)
}
