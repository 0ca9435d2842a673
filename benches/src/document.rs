//! How the time of reading a document grows with its lines.

use std::hint::black_box;
use std::time::{Duration, Instant};

use obmigrate_model::{Document, Schema};

use crate::figures::Figures;
use crate::{Failure, schemas};

const SMALL: usize = 100_000;
const LARGE: usize = 1_000_000;
/// So many readings of the small document are as much work as one of the large one, if the time is
/// linear.
const FACTOR: u32 = 10;
/// Tables whose lines are counted to find out how many a document needs.
const SAMPLE: u32 = 100;

/// Measures and prints.
///
/// # Errors
/// If a document cannot be written or read.
pub(crate) fn run(rounds: u32) -> Result<(), Failure> {
    let (small, large) = (document(SMALL)?, document(LARGE)?);
    let (mut small_ms, mut large_ms) = (Figures::default(), Figures::default());
    let mut linearity = Figures::default();
    for round in 0..=rounds {
        let mut ten = Duration::ZERO;
        for _ in 0..FACTOR {
            ten += time(&small)?;
        }
        let one = time(&large)?;
        if round > 0 {
            small_ms.push(ten.as_secs_f64() * 1e3 / f64::from(FACTOR));
            large_ms.push(one.as_secs_f64() * 1e3);
            linearity.push(one.as_secs_f64() / ten.as_secs_f64());
        }
    }
    println!("document: reading of a schema document with 20 columns a table");
    println!("  how: each round reads {SMALL} lines ten times, then {LARGE} lines once;");
    println!("       one round before warms up");
    println!("  {SMALL} lines, ms:  {small_ms:.2}");
    println!("  {LARGE} lines, ms: {large_ms:.2}");
    println!("  time({LARGE}) / time({SMALL}) / {FACTOR}, linear is 1: {linearity:.2}");
    Ok(())
}

/// A text, and how many tables it describes.
struct Text {
    json: String,
    tables: usize,
}

/// Writes a document of that many lines, or up to a table more.
fn document(lines: usize) -> Result<Text, Failure> {
    let sample = write(SAMPLE)?.json.lines().count();
    let tables = (lines * usize::try_from(SAMPLE)?).div_ceil(sample);
    // The lines around the tables are part of the sample, so it promises a few too many a table.
    let text = write(u32::try_from(tables)? + 1)?;
    let found = text.json.lines().count();
    if found < lines {
        return Err(format!("{found} lines were written, not {lines}").into());
    }
    Ok(text)
}

fn write(tables: u32) -> Result<Text, Failure> {
    let schema = schemas::sides(tables)?.base;
    Ok(Text {
        tables: schema.tables.len(),
        json: Document::new("obmigrate-benches", schema)?.to_json()?,
    })
}

fn time(text: &Text) -> Result<Duration, Failure> {
    let started = Instant::now();
    let document: Document<Schema> = black_box(Document::from_json(black_box(&text.json))?);
    let elapsed = started.elapsed();
    let found = document.body.tables.len();
    if found == text.tables {
        Ok(elapsed)
    } else {
        Err(format!("{found} tables were read, not {}", text.tables).into())
    }
}
