//! The plan as files for people: numbered SQL scripts and a manifest.

use std::fmt::Write as _;

use obmigrate_model::plan::{Action, Copy, Phase, Plan, Rename, Reversal, Source, Step};
use obmigrate_model::sql::Writer;
use obmigrate_model::{DataType, Dialect, Fingerprint, Ident, Statement, Target};
use serde::Serialize;

/// Holds the files of a plan in order.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bundle {
    /// The SQL scripts and, last, `manifest.json`.
    pub files: Vec<File>,
}

/// Is one file of a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct File {
    /// Its name, without folder.
    pub name: &'static str,
    /// What it holds.
    pub content: String,
}

#[derive(Serialize)]
struct Manifest<'a> {
    format: &'static str,
    run_id: &'a str,
    target: String,
    base: &'a Fingerprint,
    goal: &'a Fingerprint,
    files: Vec<ManifestEntry<'a>>,
}

#[derive(Serialize)]
struct ManifestEntry<'a> {
    name: &'a str,
    bytes: usize,
    sha256: Fingerprint,
}

/// Writes a plan as files.
///
/// The scripts hold whole statements for the `mysql` client, phase by phase. `50_rollback.sql`
/// undoes everything up to and including `45_settle.sql`.
#[must_use]
pub fn bundle(plan: &Plan) -> Bundle {
    let target = plan.target;
    let forward = |phase| script(plan, phase);
    let mut files = vec![
        file("00_session.sql", session()),
        file("10_create_temp.sql", forward(Phase::Prepare)),
        file("20_copy.sql", forward(Phase::Copy)),
        file("25_index.sql", forward(Phase::Index)),
        file("30_validate.sql", validation(plan)),
        file("35_constrain.sql", forward(Phase::Constrain)),
        file("40_switch.sql", forward(Phase::Switch)),
        file("45_settle.sql", forward(Phase::Settle)),
        file("50_rollback.sql", rollback(plan)),
        file("90_cleanup.sql", forward(Phase::Cleanup)),
    ];
    let manifest = Manifest {
        format: "obmigrate/bundle",
        run_id: plan.run_id.as_str(),
        target: target.to_string(),
        base: &plan.base,
        goal: &plan.goal,
        files: files
            .iter()
            .map(|file| ManifestEntry {
                name: file.name,
                bytes: file.content.len(),
                sha256: Fingerprint::of_bytes(file.content.as_bytes()),
            })
            .collect(),
    };
    // Strings and numbers only: this has a JSON form.
    let mut manifest = serde_json::to_string_pretty(&manifest).unwrap_or_default();
    manifest.push('\n');
    files.push(file("manifest.json", manifest));
    Bundle { files }
}

const fn file(name: &'static str, content: String) -> File {
    File { name, content }
}

/// The session that the other scripts assume (OceanBase 4.3.5, measured): without it an id of 0 is
/// renumbered, times shift by 8 hours and statements end after 10 seconds.
fn session() -> String {
    [
        "SET sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,\
         ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_VALUE_ON_ZERO'",
        "SET time_zone = '+00:00'",
        "SET NAMES utf8mb4 COLLATE utf8mb4_bin",
        "SET ob_query_timeout = 86400000000",
        "SET ob_trx_timeout = 86400000000",
    ]
    .map(|statement| format!("{statement};\n"))
    .concat()
}

fn script(plan: &Plan, phase: Phase) -> String {
    let mut out = String::new();
    for step in plan.groups.iter().flat_map(|group| group.phase(phase)) {
        heading(&mut out, step, &step.summary);
        write_action(&mut out, &step.forward, plan.target);
    }
    out
}

fn rollback(plan: &Plan) -> String {
    let mut out = String::new();
    for phase in Phase::RUN.into_iter().rev() {
        for group in plan.groups.iter().rev() {
            for step in group.phase(phase).rev() {
                match &step.reversal {
                    Reversal::Undo(action) => {
                        heading(&mut out, step, &format!("undo: {}", step.summary));
                        write_action(&mut out, action, plan.target);
                    }
                    Reversal::NoEffect => {}
                    Reversal::Impossible { why } => {
                        heading(&mut out, step, &format!("cannot be undone: {why}"));
                    }
                }
            }
        }
    }
    out
}

fn heading(out: &mut String, step: &Step, summary: &str) {
    // A comment ends with its line, so a line break in a name must not get into it.
    let summary = summary.replace(['\n', '\r'], " ");
    // Writing into a string cannot fail, here and below.
    let _ = writeln!(out, "-- step {}: {summary}", step.id);
}

fn write_action(out: &mut String, action: &Action, target: Target) {
    match action {
        Action::Statements(statements) => {
            for statement in statements {
                let _ = writeln!(out, "{statement};\n");
            }
        }
        Action::Rename(renames) => {
            let _ = writeln!(out, "{};\n", Rename::statement(target, renames));
        }
        Action::CarryCounter { from, to } => {
            let line = |text: String| text.replace(['\n', '\r'], " ");
            let _ = writeln!(
                out,
                "-- {}\n",
                line(format!(
                    "read AUTO_INCREMENT from SHOW CREATE TABLE of {from} and set it on {to}"
                ))
            );
        }
        Action::Copy(copy) => match copy.source {
            Source::SameServer => {
                let _ = writeln!(out, "{};\n", copy.statement);
                // A comment ends with its line, so a name with a line break has no place in one.
                if !copy.key.is_empty() && !copy.statement.sql().contains(['\n', '\r']) {
                    out.push_str(&pieces(copy));
                }
            }
            Source::Postgres => {
                let _ = writeln!(
                    out,
                    "-- run on PostgreSQL and load the rows here:\n-- {}\n",
                    copy.statement.sql().replace(['\n', '\r'], " ")
                );
            }
        },
    }
}

/// Writes, as a comment, how a big table is copied in key ranges instead of in one statement.
fn pieces(copy: &Copy) -> String {
    let variables = |name: &str| -> String {
        let variables = (1..=copy.key.len()).map(|position| format!("@{name}_{position}"));
        variables.collect::<Vec<_>>().join(", ")
    };
    let (after, through) = (variables("after"), variables("through"));
    let above = |sql: &mut Writer| {
        sql.kw(" WHERE (")
            .idents(&copy.key)
            .kw(") > (")
            .expression(&after)
            .kw(")");
    };
    let mut boundary = Writer::new(Dialect::OceanBase);
    boundary
        .kw("SELECT ")
        .idents(&copy.key)
        .kw(" INTO ")
        .expression(&through);
    boundary.kw(" FROM ").ident(&copy.from);
    above(&mut boundary);
    boundary.kw(" ORDER BY ").idents(&copy.key);
    boundary
        .kw(" LIMIT 1 OFFSET ")
        .number(copy.chunk_rows.saturating_sub(1));
    let mut piece = Writer::new(Dialect::OceanBase);
    piece.expression(copy.statement.sql());
    above(&mut piece);
    piece
        .kw(" AND (")
        .idents(&copy.key)
        .kw(") <= (")
        .expression(&through)
        .kw(")");
    format!(
        "-- A big table goes in pieces instead. The first has no lower bound; the last, for which the\n\
         -- first statement finds no row, has no upper bound. Repeat, with @through as @after:\n\
         -- {};\n-- {};\n\n",
        boundary.finish(),
        piece.finish()
    )
}

/// Compares each copied table with its original: both numbers must be equal, and no row may differ.
fn validation(plan: &Plan) -> String {
    let mut out = String::new();
    for step in plan
        .groups
        .iter()
        .flat_map(|group| group.phase(Phase::Copy))
    {
        if let Action::Copy(copy) = &step.forward
            && copy.source == Source::SameServer
        {
            heading(&mut out, step, &format!("validate: {}", step.summary));
            let _ = writeln!(out, "{};\n", counts(copy));
            if !copy.key.is_empty() {
                let _ = writeln!(out, "{};\n", differing_rows(copy));
            }
        }
    }
    out
}

fn counts(copy: &Copy) -> Statement {
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.kw("SELECT (SELECT COUNT(*) FROM ")
        .ident(&copy.from)
        .kw(") AS rows_before, ");
    sql.kw("(SELECT COUNT(*) FROM ")
        .ident(&copy.into)
        .kw(") AS rows_after");
    sql.finish()
}

fn differing_rows(copy: &Copy) -> Statement {
    let target_of = |key: &Ident| {
        copy.columns
            .iter()
            .find(|mapping| mapping.source_column == *key)
            .map_or_else(|| key.clone(), |mapping| mapping.column.clone())
    };
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.kw("SELECT COUNT(*) AS rows_missing_or_different FROM ")
        .ident(&copy.from)
        .kw(" b LEFT JOIN ");
    sql.ident(&copy.into).kw(" a ON ");
    sql.separated(" AND ", &copy.key, |sql, key| {
        sql.kw("a.").ident(&target_of(key)).kw(" = b.").ident(key);
    });
    sql.kw(" WHERE ");
    if let Some(key) = copy.key.first() {
        sql.kw("a.").ident(&target_of(key)).kw(" IS NULL");
    }
    for mapping in &copy.columns {
        // A character comparison ignores trailing blanks; bytes do not.
        let open = if mapping.data_type.is_character()
            || matches!(mapping.data_type, DataType::Json { .. })
        {
            ("CAST(a.", " AS BINARY) <=> CAST(b.", " AS BINARY))")
        } else {
            ("a.", " <=> b.", ")")
        };
        sql.kw(" OR NOT (").kw(open.0).ident(&mapping.column);
        sql.kw(open.1).ident(&mapping.source_column).kw(open.2);
    }
    sql.finish()
}
