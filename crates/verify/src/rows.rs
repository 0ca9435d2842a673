//! Compares the rows of two tables.
//!
//! [`Rows`] hands out one query at a time and is handed its rows. On the same server, ranges of the
//! key are compared by checksum, and only a range that differs is looked at row by row; across
//! servers, rows are read and compared in one canonical text. Memory is bounded by the size of a
//! range, see [`Options`].

mod answer;
mod evidence;
mod report;

use obmigrate_model::plan::Source;
use obmigrate_model::{KeyRange, Row, Verdict};
use serde::{Deserialize, Serialize};

use crate::pair::Walk;
use crate::sql::{self, Side};
use crate::{Error, Options, Pair, Request};
use answer::Sums;
use evidence::{Seen, compare};
use report::Report;

/// Compares the rows of one pair of tables; can be stored between any two answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rows {
    pair: Pair,
    options: Options,
    stage: Stage,
    range: KeyRange,
    source_rows: u64,
    target_rows: u64,
    report: Report,
}

/// Names the query whose answer is awaited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Stage {
    SourceCount,
    TargetCount,
    Boundary,
    SourceSums,
    TargetSums(Sums),
    SourceHashes,
    TargetHashes(Seen),
    SourceColumns(Vec<String>),
    TargetColumns(Vec<String>, Seen),
    SourceRows,
    TargetRows(Seen),
    Done,
}

impl Rows {
    /// Starts a comparison.
    ///
    /// # Errors
    /// `verify/key-not-mapped` if a key column is not compared; `verify/no-columns` if none is.
    pub fn new(pair: Pair, options: &Options) -> Result<Self, Error> {
        sql::check(&pair)?;
        Ok(Self {
            pair,
            options: options.clone(),
            stage: Stage::SourceCount,
            range: KeyRange::ALL,
            source_rows: 0,
            target_rows: 0,
            report: Report::default(),
        })
    }

    /// Returns the query to run next; `None` when the comparison is finished.
    ///
    /// A stored state that was changed by hand so that no query can be written ends here too; its
    /// verdict then says that it is not finished.
    #[must_use]
    pub fn next(&self) -> Option<Request> {
        self.request().ok().flatten()
    }

    fn request(&self) -> Result<Option<Request>, Error> {
        let (pair, range) = (&self.pair, &self.range);
        let (side, statement) = match &self.stage {
            Stage::SourceCount => (Side::Source, sql::count(pair, Side::Source)),
            Stage::TargetCount => (Side::Target, sql::count(pair, Side::Target)),
            Stage::Boundary => (
                Side::Source,
                sql::boundary(pair, range.after.as_deref(), self.options.rows_per_chunk()),
            ),
            Stage::SourceSums => (Side::Source, sql::checksum(pair, Side::Source, range)?),
            Stage::TargetSums(_) => (Side::Target, sql::checksum(pair, Side::Target, range)?),
            Stage::SourceHashes => (Side::Source, sql::hashes(pair, Side::Source, range)?),
            Stage::TargetHashes(_) => (Side::Target, sql::hashes(pair, Side::Target, range)?),
            Stage::SourceColumns(keys) => {
                let keys = keys.iter().map(String::as_str);
                let statement = sql::column_hashes(pair, Side::Source, range, keys)?;
                (Side::Source, statement)
            }
            Stage::TargetColumns(keys, _) => {
                let keys = keys.iter().map(String::as_str);
                let statement = sql::column_hashes(pair, Side::Target, range, keys)?;
                (Side::Target, statement)
            }
            Stage::SourceRows => (
                Side::Source,
                sql::rows(pair, Side::Source, range, self.row_limit() + 1)?,
            ),
            Stage::TargetRows(_) => (
                Side::Target,
                sql::rows(pair, Side::Target, range, self.row_limit() + 1)?,
            ),
            Stage::Done => return Ok(None),
        };
        Ok(Some(Request {
            server: side.server(pair),
            statement,
        }))
    }

    /// Takes the rows that the query of [`Rows::next`] gave, all of them.
    ///
    /// After an error the state is as before, so the query can be run again.
    ///
    /// # Errors
    /// `verify/unexpected-answer` if the rows do not have the shape of the query's answer;
    /// `verify/nothing-asked` if the comparison is finished.
    pub fn answer(&mut self, rows: Vec<Row>) -> Result<(), Error> {
        let (table, columns) = (&self.pair.table, self.pair.fields().count());
        match self.stage.clone() {
            Stage::SourceCount => {
                self.source_rows = answer::count(table, &rows)?;
                self.stage = Stage::TargetCount;
            }
            Stage::TargetCount => {
                self.target_rows = answer::count(table, &rows)?;
                self.report
                    .counts(&self.pair, self.source_rows, self.target_rows);
                self.begin();
            }
            Stage::Boundary => {
                let key = answer::boundary(table, rows, self.pair.key.len())?;
                if key.is_some() && key == self.range.after {
                    return Err(answer::unexpected(table, "a key behind the one before"));
                }
                self.range.through = key;
                self.stage = self.look();
            }
            Stage::SourceSums => {
                self.stage = Stage::TargetSums(Sums::of(table, &rows)?);
            }
            Stage::TargetSums(source) => {
                let target = Sums::of(table, &rows)?;
                self.judge_sums(&source, &target);
            }
            Stage::SourceHashes => {
                self.stage = Stage::TargetHashes(answer::hashed(table, &rows, 1)?);
            }
            Stage::TargetHashes(source) => {
                let target = answer::hashed(table, &rows, 1)?;
                self.judge_hashes(source, target);
            }
            Stage::SourceColumns(keys) => {
                let seen = answer::hashed(table, &rows, columns)?;
                self.stage = Stage::TargetColumns(keys, seen);
            }
            Stage::TargetColumns(_, source) => {
                let target = answer::hashed(table, &rows, columns)?;
                for difference in compare(source, target).different {
                    self.report
                        .columns(&self.pair, &difference.key, &difference.positions);
                }
                self.advance();
            }
            Stage::SourceRows => match self.canonical(&rows)? {
                Some(seen) => self.stage = Stage::TargetRows(seen),
                None => self.advance(),
            },
            Stage::TargetRows(source) => {
                if let Some(target) = self.canonical(&rows)? {
                    self.report.looked_at(source.len());
                    let found = compare(source, target);
                    let room = self.report.differences(&self.pair, &self.options, &found);
                    for difference in found.different.iter().take(room) {
                        self.report
                            .columns(&self.pair, &difference.key, &difference.positions);
                    }
                }
                self.advance();
            }
            Stage::Done => {
                return Err(Error::NothingAsked {
                    table: table.clone(),
                });
            }
        }
        Ok(())
    }

    /// Ends the comparison. What was not finished is stated as not verified.
    #[must_use]
    pub fn verdict(self) -> Verdict {
        let finished = self.stage == Stage::Done;
        self.report.verdict(&self.pair, finished)
    }

    /// Goes on behind the counts.
    fn begin(&mut self) {
        match (self.pair.walk, self.pair.source) {
            (Walk::Ranges, _) if !self.pair.key.is_empty() => self.stage = Stage::Boundary,
            (Walk::Ranges | Walk::WholeTable, Source::SameServer) => {
                self.stage = Stage::SourceSums;
            }
            (Walk::Ranges | Walk::WholeTable, Source::Postgres) => {
                if self.source_rows.max(self.target_rows) > self.options.rows_per_table() {
                    self.report.too_many_rows(&self.pair);
                    self.stage = Stage::Done;
                } else {
                    self.stage = Stage::SourceRows;
                }
            }
        }
    }

    /// Chooses the first query about a range.
    const fn look(&self) -> Stage {
        match self.pair.source {
            Source::SameServer => Stage::SourceSums,
            Source::Postgres => Stage::SourceRows,
        }
    }

    /// Goes to the next range, if there is one.
    fn advance(&mut self) {
        match self.range.through.take() {
            Some(key) => {
                self.range.after = Some(key);
                self.stage = Stage::Boundary;
            }
            None => self.stage = Stage::Done,
        }
    }

    fn judge_sums(&mut self, source: &Sums, target: &Sums) {
        self.report.looked_at(source.rows);
        if source.unhashed() || target.unhashed() {
            self.report.not_hashed(&self.pair);
        }
        if source == target {
            self.advance();
        } else if self.pair.key.is_empty() {
            self.report.somewhere(
                &self.pair,
                "the checksums of the whole table differ, and without a key no row can be named",
            );
            self.advance();
        } else if source.rows.max(target.rows) > self.row_limit() {
            self.report.somewhere(
                &self.pair,
                "the checksums of a range differ that has too many rows to look at each",
            );
            self.advance();
        } else {
            self.stage = Stage::SourceHashes;
        }
    }

    fn judge_hashes(&mut self, source: Seen, target: Seen) {
        let found = compare(source, target);
        if found.is_empty() {
            self.report.somewhere(
                &self.pair,
                "the checksums of a range differed, but its rows did not when read again: somebody writes",
            );
        }
        let room = self.report.differences(&self.pair, &self.options, &found);
        let keys: Vec<String> = found
            .different
            .into_iter()
            .map(|difference| difference.key)
            .take(room)
            .collect();
        if keys.is_empty() {
            self.advance();
        } else {
            self.stage = Stage::SourceColumns(keys);
        }
    }

    /// Makes rows comparable; `None` if there are more than may be held.
    fn canonical(&mut self, rows: &[Row]) -> Result<Option<Seen>, Error> {
        let seen = answer::canonical(&self.pair, rows)?;
        if seen.len() > self.row_limit() {
            self.report.too_many_rows(&self.pair);
            return Ok(None);
        }
        Ok(Some(seen))
    }

    /// Says how many rows of one range are held at most.
    fn row_limit(&self) -> u64 {
        match self.pair.walk {
            Walk::Ranges => self.options.rows_per_chunk().saturating_mul(2),
            Walk::WholeTable => self.options.rows_per_table(),
        }
    }
}
