//! Measures the crates on the machine it runs on, and prints ratios.
//!
//! What is compared is measured in one run, turn by turn, so that a busy machine slows both sides
//! alike. Without a server: `merge`, `document` and `plan`. On an OceanBase that the sandbox starts: `copy`.
//! On that and a PostgreSQL: `reader`.

mod changed;
mod copy;
mod document;
mod figures;
mod merge;
mod plan;
mod reader;
mod schemas;
mod table;

use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use peak_alloc::PeakAlloc;

/// Counts what is allocated, so that a benchmark can say how much it needed.
#[global_allocator]
static PEAK: PeakAlloc = PeakAlloc;

/// Anything that ends a benchmark; it is only printed.
type Failure = Box<dyn std::error::Error>;

/// Measures obmigrate, as ratios measured in one run.
#[derive(Parser)]
struct Cli {
    /// What is measured.
    #[arg(value_enum, default_value = "all")]
    benchmark: Benchmark,
    /// How many rounds count; one more, the first, warms up.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=1000))]
    rounds: u32,
    /// How many rows the copied table has.
    #[arg(long, default_value_t = 200_000, value_parser = clap::value_parser!(u32).range(1..))]
    rows: u32,
}

#[derive(Clone, Copy, ValueEnum)]
enum Benchmark {
    /// The three-way comparison of 1,000 and of 10,000 tables.
    Merge,
    /// The reading of schema documents of 100,000 and of 1,000,000 lines.
    Document,
    /// The planning of 1,000 to 20,000 changed tables, and the writing of the plan's files.
    Plan,
    /// The reading of 1,000 tables' catalogue on both engines, against its bare statements.
    Reader,
    /// A table's copy on one server, against bare statements.
    Copy,
    /// All of them.
    All,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    if cfg!(debug_assertions) {
        eprintln!("this is a debug build, whose figures say nothing: run it with --release");
    }
    match run(&cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            let mut source = failure.source();
            while let Some(error) = source {
                eprintln!("  because: {error}");
                source = error.source();
            }
            ExitCode::FAILURE
        }
    }
}

fn run(cli: &Cli) -> Result<(), Failure> {
    match cli.benchmark {
        Benchmark::Merge => merge::run(cli.rounds),
        Benchmark::Document => document::run(cli.rounds),
        Benchmark::Plan => plan::run(cli.rounds),
        Benchmark::Reader => reader::run(cli.rounds),
        Benchmark::Copy => copy::run(cli.rounds, cli.rows),
        Benchmark::All => {
            merge::run(cli.rounds)?;
            document::run(cli.rounds)?;
            plan::run(cli.rounds)?;
            reader::run(cli.rounds)?;
            copy::run(cli.rounds, cli.rows)
        }
    }
}
