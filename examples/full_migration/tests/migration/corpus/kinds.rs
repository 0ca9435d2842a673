//! Which kinds of change the corpus holds.

use std::collections::BTreeSet;

use obmigrate_model::change::{KeyKind, Renamed};
use obmigrate_model::schema::TableOptions;
use obmigrate_model::{Change, ChangeSet, ColumnDelta, Delta, Dialect, Pair};

/// Kinds that both dialects have.
const BOTH: [&str; 42] = [
    "table is added",
    "table is removed",
    "table is renamed",
    "comment changes",
    "column is added",
    "column is removed",
    "column is renamed",
    "columns are reordered",
    "data type changes",
    "nullability changes",
    "default is added",
    "default is removed",
    "default changes",
    "identity is added",
    "identity is removed",
    "generated is added",
    "generated is removed",
    "generated changes",
    "collation changes",
    "column comment is added",
    "primary key is added",
    "primary key is removed",
    "primary key changes",
    "unique key is added",
    "unique key is removed",
    "unique key changes",
    "unique key is renamed",
    "foreign key is added",
    "foreign key is removed",
    "foreign key changes",
    "foreign key is renamed",
    "check is added",
    "check is removed",
    "check changes",
    "check is renamed",
    "index is added",
    "index is removed",
    "index changes",
    "index is renamed",
    "partitioning is added",
    "partitioning is removed",
    "partitioning changes",
];

/// Nobody can say yet that a sequence gets another name; the random changes of `tests/roundtrip` rename
/// some.
const OF_POSTGRES: [&str; 9] = [
    "identity changes",
    "persistence changes",
    "exclusion constraint is added",
    "exclusion constraint is removed",
    "exclusion constraint changes",
    "exclusion constraint is renamed",
    "sequence is added",
    "sequence is removed",
    "sequence changes",
];

/// No catalogue shows the options that a table was created with; the character set and the collation
/// are those of its columns, and a next number is a state. A table that is read-only is not planned for.
const OF_OCEANBASE: [&str; 1] = ["on update changes"];

/// Lists every kind that a dialect has.
pub(super) fn all(dialect: Dialect) -> BTreeSet<String> {
    let own: &[&str] = match dialect {
        Dialect::Postgres => &OF_POSTGRES,
        Dialect::OceanBase => &OF_OCEANBASE,
    };
    BOTH.iter()
        .chain(own)
        .map(|&kind| kind.to_owned())
        .collect()
}

/// Lists the kinds of a change set.
pub(super) fn of(changes: &ChangeSet) -> BTreeSet<String> {
    let mut kinds = BTreeSet::new();
    for rename in &changes.renames {
        let what = match &rename.object {
            Renamed::Table => "table",
            Renamed::Column { .. } => "column",
            Renamed::Key { kind, .. } => match kind {
                KeyKind::Unique => "unique key",
                KeyKind::ForeignKey => "foreign key",
                KeyKind::Check => "check",
                KeyKind::Index => "index",
                KeyKind::Exclusion => "exclusion constraint",
            },
            Renamed::Sequence => "sequence",
        };
        kinds.insert(format!("{what} is renamed"));
    }
    for change in &changes.sequences {
        kinds.insert(turn("sequence", &change.sequence));
    }
    for change in &changes.changes {
        match change {
            Change::CreateTable { .. } => {
                kinds.insert("table is added".to_owned());
            }
            Change::DropTable { .. } => {
                kinds.insert("table is removed".to_owned());
            }
            Change::AlterTable { deltas, .. } => {
                kinds.extend(deltas.iter().flat_map(of_delta));
            }
        }
    }
    kinds
}

fn of_delta(delta: &Delta) -> Vec<String> {
    vec![match delta {
        Delta::AddColumn { .. } => "column is added".to_owned(),
        Delta::DropColumn { .. } => "column is removed".to_owned(),
        Delta::AlterColumn { deltas, .. } => return deltas.iter().map(of_column).collect(),
        Delta::ReorderColumns { .. } => "columns are reordered".to_owned(),
        Delta::PrimaryKey { key } => turn("primary key", key),
        Delta::Unique { key, .. } => turn("unique key", key),
        Delta::ForeignKey { key, .. } => turn("foreign key", key),
        Delta::Check { check, .. } => turn("check", check),
        Delta::Index { index, .. } => turn("index", index),
        Delta::Exclusion { exclusion, .. } => turn("exclusion constraint", exclusion),
        Delta::Partitioning { partitioning } => turn("partitioning", partitioning),
        Delta::Options { options } => return of_options(options),
        Delta::Comment { .. } => "comment changes".to_owned(),
    }]
}

fn of_column(delta: &ColumnDelta) -> String {
    match delta {
        ColumnDelta::DataType(_) => "data type changes".to_owned(),
        ColumnDelta::Nullability(_) => "nullability changes".to_owned(),
        ColumnDelta::Default(default) => turn("default", default),
        ColumnDelta::Identity(identity) => turn("identity", identity),
        ColumnDelta::Generated(generated) => turn("generated", generated),
        ColumnDelta::OnUpdate(_) => "on update changes".to_owned(),
        ColumnDelta::Collation(_) => "collation changes".to_owned(),
        ColumnDelta::Comment(comment) => turn("column comment", comment),
    }
}

fn of_options(Pair { before, after }: &Pair<TableOptions>) -> Vec<String> {
    let differs = [
        ("persistence", before.persistence != after.persistence),
        ("access", before.access != after.access),
        ("charset", before.charset != after.charset),
        ("table collation", before.collation != after.collation),
        (
            "auto increment",
            before.auto_increment != after.auto_increment,
        ),
    ];
    let differing = differs.into_iter().filter(|(_, differs)| *differs);
    differing
        .map(|(what, _)| format!("{what} changes"))
        .collect()
}

fn turn<T>(what: &str, pair: &Pair<Option<T>>) -> String {
    match (&pair.before, &pair.after) {
        (None, _) => format!("{what} is added"),
        (_, None) => format!("{what} is removed"),
        (Some(_), Some(_)) => format!("{what} changes"),
    }
}
