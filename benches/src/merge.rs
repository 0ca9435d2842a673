//! How the time and the memory of a three-way comparison grow with the schema.

use std::hint::black_box;
use std::time::{Duration, Instant};

use obmigrate_diff::{Options, Sides, merge};
use obmigrate_model::Schema;

use crate::figures::Figures;
use crate::{Failure, PEAK, schemas};

/// Tables of the schemas, each ten or five times as many as the one before.
const SIZES: [u32; 3] = [1_000, 10_000, 50_000];

/// What one size came to.
#[derive(Default)]
struct Size {
    tables: u32,
    milliseconds: Figures,
    memory: Figures,
    /// The time a table takes, against that of the size before.
    growth: Figures,
}

/// Measures and prints.
///
/// # Errors
/// If a comparison fails or does not find what the schemas differ in.
pub(crate) fn run(rounds: u32) -> Result<(), Failure> {
    let mut sizes = SIZES.map(|tables| Size {
        tables,
        ..Size::default()
    });
    let mut sides = Vec::new();
    let mut models_kb = Vec::new();
    for tables in SIZES {
        let before = PEAK.current_usage_as_kb();
        sides.push(schemas::sides(tables)?);
        models_kb.push(f64::from(PEAK.current_usage_as_kb() - before));
    }
    for round in 0..=rounds {
        let mut before: Option<f64> = None;
        for ((size, sides), models_kb) in sizes.iter_mut().zip(&sides).zip(&models_kb) {
            // So many small comparisons are as much work as one of the next size.
            let repeated = SIZES.iter().max().unwrap_or(&size.tables) / size.tables;
            let mut total = Duration::ZERO;
            let mut peak_kb: f64 = 0.0;
            for _ in 0..repeated {
                PEAK.reset_peak_usage();
                let start_kb = PEAK.peak_usage_as_kb();
                total += time(sides, size.tables)?;
                peak_kb = peak_kb.max(f64::from(PEAK.peak_usage_as_kb() - start_kb));
            }
            let a_table = total.as_secs_f64() / f64::from(repeated) / f64::from(size.tables);
            if round > 0 {
                let milliseconds = a_table * f64::from(size.tables) * 1e3;
                size.milliseconds.push(milliseconds);
                size.memory.push((models_kb + peak_kb) / models_kb);
                if let Some(before) = before {
                    size.growth.push(a_table / before);
                }
            }
            before = Some(a_table);
        }
    }
    println!("merge: three-way comparison of schemas with 20 columns a table");
    println!("  how: each round compares every size in turn, the small ones as often as makes the");
    println!(
        "       same work; 5 % of the tables changed in desired, 2 % in live; one round before"
    );
    println!("       warms up; memory is the most that is allocated, the three models included,");
    println!("       against the three models");
    for size in &sizes {
        let tables = size.tables;
        println!("  {tables} tables, ms:  {:.2}", size.milliseconds);
        println!(
            "  {tables} tables, memory / memory of the models: {:.2}",
            size.memory
        );
        if size.growth.median().is_some() {
            println!(
                "  {tables} tables, time a table / that of the size before, linear is 1: {:.2}",
                size.growth
            );
        }
    }
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
