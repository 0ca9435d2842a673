//! How the time of planning, and of writing the plan as files, grows with the changed tables.

use std::fs;
use std::hint::black_box;
use std::time::Duration;

use obmigrate_codegen::{Options, bundle, generate};
use obmigrate_model::plan::{Plan, RunId};
use obmigrate_model::{ChangeSet, Dialect, Schema, ServerVersion, Target};

use crate::Failure;
use crate::changed::{Joined, changed};
use crate::figures::Figures;

/// Changed tables, each size ten or two times the one before.
const SIZES: [u32; 3] = [1_000, 10_000, 20_000];

/// What one size came to.
struct Size {
    tables: u32,
    live: Schema,
    changes: ChangeSet,
    plan: Times,
    bundle: Times,
}

#[derive(Default)]
struct Times {
    milliseconds: Figures,
    /// The time a table takes, against that of the size before.
    growth: Figures,
}

/// Measures and prints.
///
/// # Errors
/// If no plan can be made or one has not the groups that it should have.
pub(crate) fn run(rounds: u32) -> Result<(), Failure> {
    println!("plan: plans of changed tables with 20 columns each, and their files");
    println!(
        "  how: each round plans every size in turn, the small ones as often as makes the same"
    );
    println!("       work; every table changes: a column, a type, an index or a check; every");
    println!(
        "       statement passes the syntax gate; times are those of the processor; one round before"
    );
    println!("       warms up");
    for joined in [Joined::Pairs, Joined::Unlike, Joined::All] {
        let mut sizes = Vec::new();
        for tables in SIZES {
            let (live, changes) = changed(tables, joined)?;
            sizes.push(Size {
                tables,
                live,
                changes,
                plan: Times::default(),
                bundle: Times::default(),
            });
        }
        for round in 0..=rounds {
            measure(&mut sizes, joined, round > 0)?;
        }
        for size in &sizes {
            let tables = size.tables;
            println!(
                "  {tables} tables {joined}, plan, ms:  {:.1}",
                size.plan.milliseconds
            );
            println!(
                "  {tables} tables {joined}, files, ms: {:.1}",
                size.bundle.milliseconds
            );
        }
        for size in &sizes {
            for (what, times) in [("plan", &size.plan), ("files", &size.bundle)] {
                if times.growth.median().is_some() {
                    println!(
                        "  {} tables {joined}, {what}, time a table / that of the size before, \
                         linear is 1: {:.2}",
                        size.tables, times.growth
                    );
                }
            }
        }
    }
    Ok(())
}

/// Does one round, which may count.
fn measure(sizes: &mut [Size], joined: Joined, counts: bool) -> Result<(), Failure> {
    let largest = sizes.iter().map(|size| size.tables).max().unwrap_or(1);
    let mut before: Option<(f64, f64)> = None;
    for size in sizes {
        // So many small plans are as much work as one of the largest.
        let repeated = largest / size.tables;
        let (mut planning, mut writing) = (Duration::ZERO, Duration::ZERO);
        for _ in 0..repeated {
            let started = worked()?;
            let plan = black_box(plan(black_box(&size.live), black_box(&size.changes))?);
            planning += worked()?.saturating_sub(started);
            let expected = usize::try_from(joined.groups(size.tables))?;
            if plan.groups.len() != expected {
                let found = plan.groups.len();
                return Err(format!("{found} groups were planned, not {expected}").into());
            }
            let started = worked()?;
            let files = black_box(bundle(black_box(&plan)));
            writing += worked()?.saturating_sub(started);
            drop(files);
        }
        let a_table =
            |total: Duration| total.as_secs_f64() / f64::from(repeated) / f64::from(size.tables);
        let (planning, writing) = (a_table(planning), a_table(writing));
        if counts {
            let milliseconds = |a_table: f64| a_table * f64::from(size.tables) * 1e3;
            size.plan.milliseconds.push(milliseconds(planning));
            size.bundle.milliseconds.push(milliseconds(writing));
            if let Some((plan, bundle)) = before {
                size.plan.growth.push(planning / plan);
                size.bundle.growth.push(writing / bundle);
            }
        }
        before = Some((planning, writing));
    }
    Ok(())
}

/// Returns for how long the processor has worked for this thread: planning waits for nothing, and on a busy
/// machine the time of a clock is mostly that of others. Linux counts it.
fn worked() -> Result<Duration, Failure> {
    let counted = fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds = counted.split_whitespace().next().unwrap_or_default();
    Ok(Duration::from_nanos(nanoseconds.parse()?))
}

fn plan(live: &Schema, changes: &ChangeSet) -> Result<Plan, Failure> {
    let version = ServerVersion {
        major: 4,
        minor: 3,
        patch: 5,
    };
    let target = Target {
        dialect: Dialect::OceanBase,
        version,
    };
    let options = Options::new(target, RunId::new("20261126093000")?);
    Ok(generate(live, changes, &options)?)
}
