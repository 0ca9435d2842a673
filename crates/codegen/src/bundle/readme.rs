//! Tells the person who runs the files what will happen, how to run them and how to go back.

use std::fmt::Write as _;

use obmigrate_model::plan::{Action, Copy, Plan, Reversal, Reversibility, Source, Step};
use obmigrate_model::{DataType, Ident};

use crate::bundle::File;

/// The folders of a run, in order.
const RUN: [&str; 7] = [
    "10_create_temp/",
    "20_copy/",
    "25_index/",
    "30_validate/",
    "35_constrain/",
    "40_switch/",
    "45_settle/",
];

/// The order of the folders, and what is done between them.
const ORDER: &str = "\
## Order

Run the files in this order, those of a folder in the order of their names. Stop at the first error.

| file or folder | what it does | before it |
|---|---|---|
| `00_preflight.sql` | looks at the tables and their rows; changes nothing | any time |
| `10_create_temp/` | creates the new tables beside the originals | the preflight ended without an error |
| `20_copy/` | copies the rows in pieces | **stop the application**, or at least whatever writes to these tables: a row that is written from here on is not copied |
| `25_index/` | builds the indexes of the new tables | |
| `30_validate/` | compares every row of the copies with the originals; changes nothing | |
| `35_constrain/` | adds foreign keys, carries next numbers over | **all of `30_validate` ended without an error** |
| `40_switch/` | gives the new tables the originals' names; the originals are kept as backups | compare again if anything may have been written since |
| `45_settle/` | hands the names of keys and rules over to the new tables | |
| start the application | | check the tables first |
| `50_rollback/` | takes everything back | whenever something is wrong |
| `90_cleanup/` | **drops the backups; that is final** | days later; save the backups before |

A folder that is not there has nothing to do. Each file sets up its session by itself, says at its
head what it does, needs and risks, and may be run alone.
";

const CLIENT: &str = "\
## Commands

`mariadb` and `mysql` work alike. Let the password come from an option file, not from the command line.

```sh
set -e -o pipefail
client=\"mariadb --binary-mode --default-character-set=utf8mb4 -h HOST -P PORT -u USER DATABASE\"
run() { for file in \"$@\"; do echo \"$file\"; $client < \"$file\"; done; }
";

const PSQL: &str = "\
export PGOPTIONS=\"-c search_path=SCHEMA\"
psql=\"psql -XAtq -v ON_ERROR_STOP=1 -v FETCH_COUNT=1000 -d POSTGRES_URL\"
load() { for file in \"$@\"; do echo \"$file\"; $psql -f \"$file\" | $client; done; }
";

const AFTER_COMMANDS: &str = "\
# check, then start the application
```

Run them in a script of bash, which ends at the first error. `--binary-mode` keeps names that hold line
breaks as they are.

The account needs SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES, CREATE
ROUTINE, ALTER ROUTINE and EXECUTE on the database; where next numbers are carried over, SELECT on
the database `oceanbase` too.

A file that ended with an error may leave a procedure called `obmigrate_…` behind, which does nothing
by itself. It goes when the file is run again, and with `50_rollback`.

A file that hangs waits for a transaction of somebody else. From another session: `SHOW PROCESSLIST`,
then `KILL QUERY` with the number of the hanging one. Nothing is half done then; repeat the file.
";

const FROM_POSTGRES: &str = "
Rows of new tables, and values that columns get, come from PostgreSQL: the `.psql` files run there and print
what the client loads. Those of a folder come before its `.sql` files, which may look for what they brought.
`pipefail` makes a failure on either side one.
";

const BACK: &str = "\
## Going back

```sh
run 50_rollback/*.sql
```

This is right wherever one stopped, in the middle of a file too, and may be repeated: what is not
there is not dropped, and no original is touched unless its group of tables is switched, in which case
the names go back. Stop the application first. **What the application wrote to the new tables after
the switch is lost to the originals**; the later steps of the way back drop the new tables, so save
those rows before the last files if they matter. Do not use `--force`: a file that ends with an error
needs a person, and those after it rely on it. After `90_cleanup` there is no way back from here.
";

/// Writes `README.md` for a plan that is written as these scripts.
pub(super) fn readme(plan: &Plan, scripts: &[File]) -> String {
    let mut out = String::new();
    // Writing into a string cannot fail, here and below.
    let _ = writeln!(out, "# Migration {}\n", plain(plan.run_id.as_str()));
    let _ = writeln!(
        out,
        "For {}. Made for the schema with the fingerprint `{}`, of which it makes the one with `{}`.\n",
        plan.target, plan.base, plan.goal
    );
    tables(&mut out, plan);
    out.push_str(ORDER);
    out.push('\n');
    commands(&mut out, scripts);
    out.push('\n');
    out.push_str(BACK);
    out.push('\n');
    irreversible(&mut out, plan);
    not_compared(&mut out, plan);
    notes(&mut out, plan);
    out
}

/// Lists the commands for the folders that are there.
fn commands(out: &mut String, scripts: &[File]) {
    let is_there = |folder: &str, ending: &str| {
        let mut names = scripts.iter().map(|file| file.name.as_str());
        names.any(|name| name.starts_with(folder) && name.ends_with(ending))
    };
    let reads_postgres = is_there("", ".psql");
    out.push_str(CLIENT);
    if reads_postgres {
        out.push_str(PSQL);
    }
    out.push_str("\nrun 00_preflight.sql\n");
    for folder in RUN {
        if folder == "20_copy/" {
            out.push_str("# stop the application here\n");
        }
        // First, since a copy within the server may look for values that come from there.
        if is_there(folder, ".psql") {
            let _ = writeln!(out, "load {folder}*.psql");
        }
        if is_there(folder, ".sql") {
            let _ = writeln!(out, "run {folder}*.sql");
        }
    }
    out.push_str(AFTER_COMMANDS);
    if reads_postgres {
        out.push_str(FROM_POSTGRES);
    }
}

fn tables(out: &mut String, plan: &Plan) {
    out.push_str("## What happens\n\n");
    out.push_str("| table | strategy | built as | kept as | why |\n|---|---|---|---|---|\n");
    let name = |name: Option<&Ident>| name.map_or_else(String::new, |name| plain(name.as_str()));
    for table in plan.tables() {
        let renamed = match &table.renamed_from {
            Some(from) => format!(" (was {})", plain(from.as_str())),
            None => String::new(),
        };
        let _ = writeln!(
            out,
            "| {}{renamed} | {} | {} | {} | {} |",
            plain(table.table.as_str()),
            table.strategy,
            name(table.temp.as_ref()),
            name(table.backup.as_ref()),
            plain(&table.reason),
        );
    }
    out.push('\n');
}

fn irreversible(out: &mut String, plan: &Plan) {
    out.push_str("## What cannot be undone\n\n");
    match &plan.reversibility {
        Reversibility::UntilCleanup => {
            out.push_str("Nothing before `90_cleanup`; that folder is final.\n");
        }
        Reversibility::WithBackup { why } => {
            out.push_str(
                "The structure comes back; these rows only from a backup of one's own:\n\n",
            );
            list(out, why);
        }
        Reversibility::Irreversible { why } => {
            out.push_str("These changes stay:\n\n");
            list(out, why);
        }
    }
    let impossible = |step: &Step| match &step.reversal {
        Reversal::Impossible { why } => Some(format!("step {}, {}: {why}", step.id, step.summary)),
        Reversal::Undo(_) | Reversal::NoEffect => None,
    };
    let steps = plan.groups.iter().flat_map(|group| &group.steps);
    let mut steps: Vec<&Step> = steps.collect();
    steps.sort_by_key(|step| step.id);
    let lines: Vec<String> = steps.into_iter().filter_map(impossible).collect();
    if !lines.is_empty() {
        out.push('\n');
        list(out, &lines);
    }
    out.push('\n');
}

fn not_compared(out: &mut String, plan: &Plan) {
    let mut lines = Vec::new();
    for copy in copies(plan) {
        let into = plain(copy.into.as_str());
        match copy.source {
            Source::Postgres => lines.push(format!(
                "{into}: the values, which come from PostgreSQL; only the rows are counted"
            )),
            Source::SameServer => {
                let lists = copy.columns.iter().filter(|mapping| {
                    matches!(
                        mapping.data_type,
                        DataType::Array { .. } | DataType::Vector { .. }
                    )
                });
                lines.extend(lists.map(|mapping| {
                    let column = plain(mapping.column.as_str());
                    format!("{into}, column {column}: more than 6 digits of each number")
                }));
            }
        }
    }
    if !lines.is_empty() {
        out.push_str("## What `30_validate` does not compare\n\n");
        list(out, &lines);
        out.push('\n');
    }
}

fn notes(out: &mut String, plan: &Plan) {
    if plan.notes.is_empty() {
        return;
    }
    out.push_str("## Notes\n\n");
    for note in &plan.notes {
        let remedy = match note.remedy.as_str() {
            "" => String::new(),
            remedy => format!("; {}", plain(remedy)),
        };
        let _ = writeln!(
            out,
            "- {} [{}] {}: {}{remedy}",
            note.severity,
            plain(&note.code),
            plain(note.path.as_str()),
            plain(&note.reason)
        );
    }
}

fn copies(plan: &Plan) -> impl Iterator<Item = &Copy> {
    let steps = plan.groups.iter().flat_map(|group| &group.steps);
    steps.filter_map(|step| match &step.forward {
        Action::Copy(copy) => Some(copy.as_ref()),
        Action::Statements(_) | Action::Rename(_) | Action::CarryCounter { .. } => None,
    })
}

fn list(out: &mut String, lines: &[String]) {
    for line in lines {
        let _ = writeln!(out, "- {}", plain(line));
    }
}

/// Makes a text one line that Markdown shows as it is.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => out.push(' '),
            '|' | '`' | '*' | '<' | '>' | '[' | ']' | '\\' | '#' => {
                out.push('\\');
                out.push(character);
            }
            _ => out.push(character),
        }
    }
    out
}
