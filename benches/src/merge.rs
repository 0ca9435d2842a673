//! How the time of a three-way comparison grows with the schema.

use std::hint::black_box;
use std::time::{Duration, Instant};

use obmigrate_diff::{Options, Sides, merge};
use obmigrate_model::Schema;

use crate::figures::Figures;
use crate::{Failure, schemas};

const SMALL: u32 = 1_000;
const LARGE: u32 = 10_000;
/// So many small comparisons are as much work as one large one, if the time is linear.
const FACTOR: u32 = LARGE / SMALL;

/// Measures and prints.
///
/// # Errors
/// If a comparison fails or does not find what the schemas differ in.
pub(crate) fn run(rounds: u32) -> Result<(), Failure> {
    let (small, large) = (schemas::sides(SMALL)?, schemas::sides(LARGE)?);
    let (mut small_ms, mut large_ms) = (Figures::default(), Figures::default());
    let mut linearity = Figures::default();
    for round in 0..=rounds {
        let mut ten = Duration::ZERO;
        for _ in 0..FACTOR {
            ten += time(&small, SMALL)?;
        }
        let one = time(&large, LARGE)?;
        if round > 0 {
            small_ms.push(ten.as_secs_f64() * 1e3 / f64::from(FACTOR));
            large_ms.push(one.as_secs_f64() * 1e3);
            linearity.push(one.as_secs_f64() / ten.as_secs_f64());
        }
    }
    println!("merge: three-way comparison of schemas with 20 columns a table");
    println!("  how: each round compares {SMALL} tables ten times, then {LARGE} tables once;");
    println!("       5 % of the tables changed in desired, 2 % in live; one round before warms up");
    println!("  {SMALL} tables, ms:  {small_ms:.2}");
    println!("  {LARGE} tables, ms: {large_ms:.2}");
    println!("  time({LARGE}) / time({SMALL}) / {FACTOR}, linear is 1: {linearity:.2}");
    Ok(())
}

fn time(sides: &Sides<Schema>, tables: u32) -> Result<Duration, Failure> {
    let started = Instant::now();
    let merge = black_box(merge(black_box(sides.as_ref()), &Options::default())?);
    let elapsed = started.elapsed();
    let found = (merge.changes.changes.len(), merge.drift.changes.len());
    let expected = (
        usize::try_from(schemas::changed(tables))?,
        usize::try_from(schemas::drifted(tables))?,
    );
    if found == expected && merge.conflicts.is_empty() {
        Ok(elapsed)
    } else {
        Err(format!("{found:?} changes and drifts were found, not {expected:?}").into())
    }
}
