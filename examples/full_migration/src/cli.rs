//! The command line: a contract that scripts rely on.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use obmigrate_diff::{Hint, PathPattern};
use obmigrate_model::pattern::Glob;

use crate::value::{ColumnName, ColumnValue};

/// Brings the schema changes of PostgreSQL to OceanBase, with every row.
#[derive(Debug, Parser)]
#[command(name = "full_migration", version, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Shows a whole migration on servers of its own.
    Demo(Demo),
    /// Writes the schema of a server as a model document.
    Export(Export),
    /// Compares schemas; exit code 2 if they differ.
    Diff(Diff),
    /// Writes the plan of a migration as SQL files; nothing is executed.
    Plan(Plan),
    /// Migrates an OceanBase database. The application must not write to it meanwhile.
    Run(Run),
    /// Drops the backups of a finished run, after writing them to files.
    Cleanup(Finished),
    /// Puts everything back as it was before a run.
    Rollback(Rollback),
}

#[derive(Args, Debug)]
pub(crate) struct Demo {
    /// How many rows the application has, over all tables.
    #[arg(long, default_value_t = 200_000, value_parser = clap::value_parser!(u32).range(1_000..=50_000_000))]
    pub(crate) rows: u32,
    /// Where report, documents and SQL files go.
    #[arg(long, default_value = "obmigrate-out")]
    pub(crate) out: PathBuf,
}

#[derive(Args, Debug)]
pub(crate) struct Export {
    /// `postgres://user:password@host:port/database` or `oceanbase://user:password@host:port/database`.
    pub(crate) url: String,
    /// The PostgreSQL schema.
    #[arg(long, default_value = "public")]
    pub(crate) schema: String,
    /// The file to write instead of stdout.
    #[arg(short, long)]
    pub(crate) output: Option<PathBuf>,
}

/// The schemas to compare: model files, `-` for stdin, or URLs.
#[derive(Args, Clone, Debug)]
pub(crate) struct Sides {
    /// What the database shall look like: PostgreSQL now.
    #[arg(long)]
    pub(crate) desired: String,
    /// What the database looks like: OceanBase now.
    #[arg(long)]
    pub(crate) live: String,
    /// What both looked like after the last migration.
    #[arg(long)]
    pub(crate) base: Option<String>,
    /// The PostgreSQL schema, where a side is a PostgreSQL URL.
    #[arg(long, default_value = "public")]
    pub(crate) schema: String,
}

/// How the schemas are compared.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Comparison {
    /// Says that an object got another name: `orders=purchases`, `orders.total=orders.sum`,
    /// `orders.indexes.by_day=orders.indexes.by_date`.
    #[arg(long, value_name = "BEFORE=AFTER")]
    pub(crate) rename: Vec<Hint>,
    /// Says that one went and the other came, whatever they have in common.
    #[arg(long, value_name = "BEFORE=AFTER")]
    pub(crate) not_rename: Vec<Hint>,
    /// Leaves out what a pattern matches: `tables.audit_*`, `**.comment`.
    #[arg(long, value_name = "PATTERN")]
    pub(crate) ignore: Vec<PathPattern>,
    /// Compares only tables that a pattern matches: `orders_*`.
    #[arg(long, value_name = "PATTERN")]
    pub(crate) only: Vec<Glob>,
    /// Takes no notice of the order of columns.
    #[arg(long)]
    pub(crate) ignore_column_order: bool,
    /// Takes no notice of a key, constraint or index that differs in its name alone.
    #[arg(long)]
    pub(crate) ignore_key_names: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Diff {
    #[command(flatten)]
    pub(crate) sides: Sides,
    #[command(flatten)]
    pub(crate) comparison: Comparison,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// The language of text and Markdown.
    #[arg(long, value_enum, default_value_t = Tongue::English)]
    pub(crate) language: Tongue,
    /// The file to write instead of stdout.
    #[arg(short, long)]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Tongue {
    English,
    Chinese,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
    Markdown,
}

/// How tables are changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Strategy {
    /// Each beside the original, which is kept.
    #[default]
    Rebuild,
    /// Where it is, if no row has to be written for it and all of it can be taken back exactly.
    Auto,
}

/// What may be given up, by name.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Allowances {
    /// Retires a removed table: it is renamed to its backup name, never dropped by the run.
    #[arg(long, value_name = "TABLE")]
    pub(crate) allow_drop_table: Vec<String>,
    /// Leaves a removed table as it is.
    #[arg(long, value_name = "TABLE")]
    pub(crate) keep_table: Vec<String>,
    /// Gives up the values of a removed column.
    #[arg(long, value_name = "TABLE.COLUMN")]
    pub(crate) allow_drop_column: Vec<String>,
    /// Lets a column's type get narrower; a value that does not survive it still fails the run.
    #[arg(long, value_name = "TABLE.COLUMN")]
    pub(crate) allow_narrow: Vec<String>,
    /// Says that a doubtful comparison was meant: `diff/drops-most-tables`.
    #[arg(long, value_name = "CODE")]
    pub(crate) accept: Vec<String>,
}

/// How the plan is made.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Making {
    /// How tables are changed.
    #[arg(long, value_enum, default_value_t = Strategy::Rebuild)]
    pub(crate) strategy: Strategy,
    /// Sets what a column of a rebuilt table holds: SQL over the columns that the table has now, such
    /// as `orders.note=coalesce(note, 'none')`. It fills a new column, or converts in a way of your own;
    /// it must be worth the same whenever it is asked for.
    #[arg(long, value_name = "TABLE.COLUMN=SQL")]
    pub(crate) value: Vec<ColumnValue>,
    /// Fills a column of a table that is rebuilt with what PostgreSQL has for it in the row of the same key;
    /// the desired side must be a server. The plan notes what a row gets that PostgreSQL does not have.
    #[arg(long, value_name = "TABLE.COLUMN")]
    pub(crate) value_from_postgres: Vec<ColumnName>,
    /// Lets OceanBase copy each table by that many threads at once; of use on a cluster.
    #[arg(long, value_name = "THREADS", value_parser = clap::value_parser!(u16).range(2..=1_024))]
    pub(crate) copy_parallelism: Option<u16>,
}

#[derive(Args, Debug)]
pub(crate) struct Plan {
    #[command(flatten)]
    pub(crate) sides: Sides,
    #[command(flatten)]
    pub(crate) comparison: Comparison,
    #[command(flatten)]
    pub(crate) allowances: Allowances,
    #[command(flatten)]
    pub(crate) making: Making,
    /// Where documents and SQL files go.
    #[arg(long)]
    pub(crate) out: PathBuf,
}

#[derive(Args, Debug)]
pub(crate) struct Run {
    #[command(flatten)]
    pub(crate) sides: Sides,
    #[command(flatten)]
    pub(crate) comparison: Comparison,
    #[command(flatten)]
    pub(crate) allowances: Allowances,
    #[command(flatten)]
    pub(crate) making: Making,
    /// Where report, documents and SQL files go.
    #[arg(long)]
    pub(crate) out: PathBuf,
    /// Does not ask before it starts.
    #[arg(long)]
    pub(crate) yes: bool,
    /// Creates new tables without rows if the desired side is a file, which has none.
    #[arg(long)]
    pub(crate) new_tables_empty: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Finished {
    /// The folder that the run wrote.
    #[arg(long)]
    pub(crate) out: PathBuf,
    /// The OceanBase database, if its URL has a password: passwords are not kept in the folder.
    #[arg(long)]
    pub(crate) live: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Rollback {
    #[command(flatten)]
    pub(crate) run: Finished,
    /// Rolls back even if rows were written since the switch, and loses those rows.
    #[arg(long)]
    pub(crate) discard_writes: bool,
}
