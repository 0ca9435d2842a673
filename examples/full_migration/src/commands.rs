//! The commands, one function each.

use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use obmigrate_diff::Language;
use obmigrate_exec::{Run, Servers, cleanup as drop_backups, journal};
use obmigrate_model::plan::{Plan, RunId, Strategy};
use obmigrate_model::{Change, Dialect, Document};

use crate::cli::{self, Format, Making, Tongue};
use crate::clock::{Timer, Utc};
use crate::failure::{Failure, Outcome};
use crate::folder::{Folder, PRODUCER};
use crate::migrate::{self, Witness as _};
use crate::preflight::preflight;
use crate::progress::Progress;
use crate::report::Report;
use crate::review::{self, Review};
use crate::{side, validate};

/// Writes to the file, or to stdout.
fn put(output: Option<&PathBuf>, text: &str) -> Result<(), Failure> {
    match output {
        Some(path) => {
            std::fs::write(path, text).map_err(|error| Failure::file("writing", path, &error))
        }
        None => std::io::stdout()
            .write_all(text.as_bytes())
            .map_err(|error| Failure::error("runner/file", format!("writing to stdout: {error}"))),
    }
}

pub(crate) async fn export(arguments: &cli::Export) -> Result<Outcome, Failure> {
    if !arguments.url.contains("://") {
        return Err(Failure::error(
            "runner/not-a-url",
            format!(
                "{:?} is no URL; postgres://… or oceanbase://… is expected",
                arguments.url
            ),
        ));
    }
    let server = side::open(&arguments.url, &arguments.schema)?;
    let document = side::capture(&arguments.url, server.as_ref(), &arguments.schema).await?;
    for one in &document.body.unmodelled {
        eprintln!(
            "note [runner/unmodelled]: {}: {}{}",
            one.path,
            one.kind,
            review::beginning(&one.detail)
        );
    }
    let json = document
        .to_json()
        .map_err(|error| Failure::document("the export", &error))?;
    put(arguments.output.as_ref(), &json)?;
    Ok(Outcome::Done)
}

pub(crate) async fn diff(arguments: &cli::Diff) -> Result<Outcome, Failure> {
    let review = review::compare(&arguments.sides, &arguments.comparison).await?;
    let report = review.report;
    let language = match arguments.language {
        Tongue::English => Language::English,
        Tongue::Chinese => Language::Chinese,
    };
    let differs = !report.merge.changes.is_empty() || !report.merge.is_decided();
    let text = match arguments.format {
        Format::Text => obmigrate_diff::render_text(&report, language),
        Format::Markdown => obmigrate_diff::render_markdown(&report, language),
        Format::Json => Document::new(PRODUCER, report)
            .and_then(|document| document.to_json())
            .map_err(|error| Failure::document("the diff", &error))?,
    };
    put(arguments.output.as_ref(), &text)?;
    Ok(if differs {
        Outcome::Differences
    } else {
        Outcome::Done
    })
}

pub(crate) async fn plan(arguments: &cli::Plan) -> Result<Outcome, Failure> {
    let review = review::compare(&arguments.sides, &arguments.comparison)
        .await?
        .settle(&arguments.allowances, &arguments.making)?;
    if review.changes().is_empty() {
        println!("nothing to do");
        return Ok(Outcome::Done);
    }
    let folder = Folder::new(&arguments.out);
    let plan = write_plan(&folder, &review, &arguments.making, Utc::now().run_id()?)?;
    println!(
        "planned {} tables; SQL files are in {}",
        plan.tables().count(),
        shown(&folder, "sql")
    );
    Ok(Outcome::Done)
}

fn shown(folder: &Folder, name: &str) -> String {
    folder.path().join(name).display().to_string()
}

/// Makes the plan and writes everything that a review needs.
fn write_plan(
    folder: &Folder,
    review: &Review,
    making: &Making,
    run_id: RunId,
) -> Result<Plan, Failure> {
    let document = &review.desired.document;
    let source = (document.body.dialect == Dialect::Postgres && review.desired.server.is_some())
        .then_some(&document.body);
    let plan = review.plan(source, making, run_id)?;
    folder.write_document("desired.json", document)?;
    folder.write_document("live.json", &review.live.document)?;
    folder.write_plan(&review.report, &plan)?;
    for note in &plan.notes {
        eprintln!("{note}");
    }
    Ok(plan)
}

pub(crate) async fn run(arguments: &cli::Run) -> Result<Outcome, Failure> {
    let report = migrate_sides(arguments).await?;
    match report {
        Some(report) => println!("{}", report.last_line()),
        None => println!("nothing to do"),
    }
    Ok(Outcome::Done)
}

/// Migrates; `None` if there was nothing to do.
pub(crate) async fn migrate_sides(arguments: &cli::Run) -> Result<Option<Report>, Failure> {
    let mut progress = Progress::start();
    let live_url = &arguments.sides.live;
    if !live_url.starts_with("oceanbase://") {
        return Err(Failure::error(
            "runner/not-a-url",
            "a run needs the OceanBase database itself: --live oceanbase://…",
        ));
    }
    let target = side::open(live_url, &arguments.sides.schema)?;
    let timer = Timer;
    let before = Servers {
        target: target.as_ref(),
        source: None,
        clock: &timer,
    };
    let cleared = migrate::recover(before, &mut progress).await?;

    let review = review::compare(&arguments.sides, &arguments.comparison)
        .await?
        .settle(&arguments.allowances, &arguments.making)?;
    if review.changes().is_empty() {
        return Ok(None);
    }
    refuse_empty_tables(&review, arguments)?;
    let folder = Folder::new(&arguments.out);
    let run_id = migrate::fresh_run_id(before).await?;
    let plan = write_plan(&folder, &review, &arguments.making, run_id)?;
    folder.write_target(live_url)?;
    preflight(target.as_ref(), &plan).await?;
    confirm(&plan, arguments.yes)?;

    let servers = Servers {
        target: target.as_ref(),
        source: review
            .desired
            .server
            .as_deref()
            .filter(|_| review.desired.document.body.dialect == Dialect::Postgres),
        clock: &timer,
    };
    let outcome = migrate::migrate(servers, live_url, plan.clone(), &mut progress).await;
    let mut report = Report::new(&plan, &review, cleared, progress.seconds());
    match outcome {
        Ok(migrated) => {
            report.completed(migrated);
            report.write(&folder)?;
            Ok(Some(report))
        }
        Err(failure) => {
            report.failed(&failure);
            report.write(&folder)?;
            Err(failure)
        }
    }
}

/// A new table whose rows are not at hand is not created empty without a word.
fn refuse_empty_tables(review: &Review, arguments: &cli::Run) -> Result<(), Failure> {
    if arguments.new_tables_empty || review.desired.server.is_some() {
        return Ok(());
    }
    let lines: Vec<String> = review
        .changes()
        .changes
        .iter()
        .filter(|change| matches!(change, Change::CreateTable { .. }))
        .map(|change| {
            format!(
                "refused [runner/no-rows]: table {} is new and a file has no rows for it; give \
                 --desired postgres://…, or create it empty with --new-tables-empty",
                change.table()
            )
        })
        .collect();
    if lines.is_empty() {
        Ok(())
    } else {
        Err(Failure::refused(lines))
    }
}

fn confirm(plan: &Plan, yes: bool) -> Result<(), Failure> {
    for table in plan.tables() {
        eprintln!(
            "  {:8} {} — {}",
            table.strategy.to_string(),
            table.table,
            table.reason
        );
    }
    if yes {
        return Ok(());
    }
    let refusal =
        |why: &str| Failure::refused(vec![format!("refused [runner/not-confirmed]: {why}")]);
    if !std::io::stdin().is_terminal() {
        return Err(refusal(
            "there is no terminal to ask on; --yes starts without asking",
        ));
    }
    eprint!("The application must not write to these tables until the end. Type yes to start: ");
    let mut answer = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut answer)
        .unwrap_or_default();
    if answer.trim() == "yes" {
        Ok(())
    } else {
        Err(refusal("it was not confirmed; nothing is changed"))
    }
}

/// Finds the plan of a folder and the database it was carried out on.
fn finished(arguments: &cli::Finished) -> Result<(Folder, Plan, String), Failure> {
    let folder = Folder::new(&arguments.out);
    let plan = folder.read_plan()?;
    let url = arguments
        .live
        .clone()
        .or_else(|| folder.read_target())
        .ok_or_else(|| {
            Failure::error(
                "runner/no-target",
                format!(
                    "{} does not say where the run was; give --live oceanbase://…",
                    Path::new(&arguments.out).display()
                ),
            )
        })?;
    Ok((folder, plan, url))
}

pub(crate) async fn cleanup(arguments: &cli::Finished) -> Result<Outcome, Failure> {
    let (mut folder, plan, url) = finished(arguments)?;
    let mut progress = Progress::start();
    let target = side::open(&url, "")?;
    let kept = drop_backups(target.as_ref(), &plan, &mut folder, &Timer, &mut progress).await?;
    println!(
        "dropped {} backups; their rows are in {}",
        kept.len(),
        shown(&folder, "backup")
    );
    Ok(Outcome::Done)
}

pub(crate) async fn rollback(arguments: &cli::Rollback) -> Result<Outcome, Failure> {
    let (_, plan, url) = finished(&arguments.run)?;
    let mut progress = Progress::start();
    let target = side::open(&url, "")?;
    let timer = Timer;
    let servers = Servers {
        target: target.as_ref(),
        source: None,
        clock: &timer,
    };
    let mut connection = target.connect().await?;
    let runs = journal::runs(connection.as_mut()).await?;
    let state = runs
        .iter()
        .find(|run| run.plan.run_id == plan.run_id)
        .map(|run| run.state);
    match state {
        Some(journal::RunState::Running) => {}
        Some(journal::RunState::Done) => {
            refuse_lost_writes(&plan, servers, arguments.discard_writes).await?;
        }
        Some(journal::RunState::Undone) => {
            println!("nothing to do");
            return Ok(Outcome::Done);
        }
        Some(journal::RunState::Cleaned) | None => {
            return Err(Failure::refused(vec![format!(
                "refused [runner/cannot-roll-back]: run {} is not known to this database, or its \
                 backups are dropped",
                plan.run_id
            )]));
        }
    }
    Run::attach(servers, plan)
        .await?
        .undo(&mut progress)
        .await?;
    progress.say("everything is as it was before the run");
    println!("rolled back");
    Ok(Outcome::Done)
}

/// Rows that were written since the switch are in the new tables only.
async fn refuse_lost_writes(
    plan: &Plan,
    servers: Servers<'_>,
    discard: bool,
) -> Result<(), Failure> {
    if discard {
        return Ok(());
    }
    let created: Vec<String> = plan
        .tables()
        .filter(|table| table.strategy == Strategy::Create)
        .map(|table| {
            format!(
                "refused [runner/writes-since]: table {} was created by the run; rolling back drops \
                 it and its rows; --discard-writes allows that",
                table.table
            )
        })
        .collect();
    let mut connection = servers.target.connect().await?;
    let verdict = validate::rebuilt_since(connection.as_mut(), plan, servers).await?;
    let mut lines = created;
    for (table, column) in validate::filled_since(connection.as_mut(), plan).await? {
        lines.push(format!(
            "refused [runner/writes-since]: column {column} of {table} was added by the run and has \
             values; rolling back drops it and them; --discard-writes allows that"
        ));
    }
    lines.extend(verdict.findings.iter().chain(&verdict.not_verified).map(|note| {
        format!(
            "refused [runner/writes-since]: {}: {}; rolling back loses what was written since the \
             switch; --discard-writes allows that",
            note.path, note.reason
        )
    }));
    if lines.is_empty() {
        Ok(())
    } else {
        Err(Failure::refused(lines))
    }
}
