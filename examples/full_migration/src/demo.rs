//! The demonstration: a shop on real servers of its own gets its second version.

use obmigrate_diff::Language;
use obmigrate_exec::{Connector, Url, connector};
use obmigrate_model::sql::Writer;
use obmigrate_model::{Dialect, Statement};
use obmigrate_sandbox::{Options, Sandbox};

use crate::cli::{self, Allowances, Comparison, Sides};
use crate::commands;
use crate::failure::{Failure, Outcome};
use crate::side;

/// The shop's first version with rows; `{rows}` stands for how many.
pub(crate) const VERSION_1: &str = include_str!("demo/version_1.sql");
/// The release that turns it into the second.
pub(crate) const VERSION_2: &str = include_str!("demo/version_2.sql");

/// What the second version gives up, by name.
pub(crate) fn allowances() -> Allowances {
    Allowances {
        allow_drop_table: vec!["promo_codes".to_owned()],
        allow_drop_column: vec!["products.legacy_code".to_owned()],
        ..Allowances::default()
    }
}

pub(crate) async fn demo(arguments: &cli::Demo) -> Result<Outcome, Failure> {
    eprintln!("starting PostgreSQL and OceanBase (a first run downloads their pinned wheels)");
    let sandbox = tokio::task::spawn_blocking(|| Sandbox::start(&Options::from_environment()?))
        .await
        .map_err(|error| Failure::error("runner/sandbox", error))??;
    let result = show(&sandbox, arguments).await;
    let stopped = tokio::task::spawn_blocking(move || sandbox.stop())
        .await
        .map_err(|error| Failure::error("runner/sandbox", error))?;
    let last_line = result?;
    stopped?;
    println!("{last_line}");
    Ok(Outcome::Done)
}

async fn show(sandbox: &Sandbox, arguments: &cli::Demo) -> Result<String, Failure> {
    let shop = obmigrate_sandbox::unique_database("shop");
    let (postgres, oceanbase) = create_databases(sandbox, &shop).await?;

    eprintln!(
        "\n== version 1 of the shop: {} rows in PostgreSQL",
        arguments.rows
    );
    let release = connector(Url::parse(&postgres)?)?;
    let rows = arguments.rows.to_string();
    execute(release.as_ref(), &VERSION_1.replace("{rows}", &rows)).await?;

    eprintln!("\n== OceanBase gets its full copy");
    let out = &arguments.out;
    let first = run(&postgres, &oceanbase, None, out.join("first_copy"));
    commands::migrate_sides(&first).await?;
    let base = out.join("base.json");
    let base_export = cli::Export {
        url: postgres.clone(),
        schema: "public".to_owned(),
        output: Some(base.clone()),
    };
    commands::export(&base_export).await?;

    eprintln!("\n== version 2 is released in PostgreSQL");
    execute(release.as_ref(), VERSION_2).await?;

    eprintln!("\n== the difference");
    let second = run(
        &postgres,
        &oceanbase,
        Some(base.display().to_string()),
        out.clone(),
    );
    let review = crate::review::compare(&second.sides, &second.comparison).await?;
    eprintln!(
        "{}",
        obmigrate_diff::render_text(&review.report, Language::English)
    );

    eprintln!("== the migration");
    let report = commands::migrate_sides(&second).await?;
    let report = report.ok_or_else(|| {
        Failure::error(
            "runner/demo",
            "the second version brought nothing to migrate",
        )
    })?;
    eprintln!("\nreport, documents and SQL files are in {}", out.display());
    Ok(report.last_line())
}

fn run(desired: &str, live: &str, base: Option<String>, out: std::path::PathBuf) -> cli::Run {
    cli::Run {
        sides: Sides {
            desired: desired.to_owned(),
            live: live.to_owned(),
            base,
            schema: "public".to_owned(),
        },
        comparison: Comparison::default(),
        allowances: allowances(),
        making: cli::Making::default(),
        out,
        yes: true,
        new_tables_empty: false,
    }
}

/// Creates a database of that name on both servers and returns their URLs.
pub(crate) async fn create_databases(
    sandbox: &Sandbox,
    name: &str,
) -> Result<(String, String), Failure> {
    let mut urls = Vec::new();
    for (url, dialect) in [
        (sandbox.postgres_url(), Dialect::Postgres),
        (sandbox.oceanbase_url(), Dialect::OceanBase),
    ] {
        let mut sql = Writer::new(dialect);
        sql.kw("CREATE DATABASE ").ident(&side::ident(name)?);
        let server = connector(Url::parse(url)?)?;
        server.connect().await?.execute(&sql.finish()).await?;
        urls.push(obmigrate_sandbox::url_for_database(url, name));
    }
    match <[String; 2]>::try_from(urls) {
        Ok([postgres, oceanbase]) => Ok((postgres, oceanbase)),
        Err(_) => Err(Failure::error("runner/demo", "two servers have two URLs")),
    }
}

/// Executes a script statement by statement; a line of `--` and nothing else ends a statement.
pub(crate) async fn execute(server: &dyn Connector, script: &str) -> Result<(), Failure> {
    let mut connection = server.connect().await?;
    connection
        .execute(&Statement::new("SET search_path = public"))
        .await?;
    for statement in script
        .split("\n--\n")
        .filter(|statement| !statement.trim().is_empty())
    {
        connection
            .execute(&Statement::new(statement.trim()))
            .await?;
    }
    Ok(())
}
