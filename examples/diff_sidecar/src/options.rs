//! How a request wants its comparison to be made and written.

use obmigrate_diff::{Compared, Hint, Language, OnConflict, PathPattern, Renames};
use obmigrate_model::pattern::Glob;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::failure::Failure;
use crate::part::Part;

/// Holds what stands in the `options` of a request, ready for use.
#[derive(Debug)]
pub(crate) struct Options {
    /// How to compare.
    pub(crate) comparison: obmigrate_diff::Options,
    /// How the result is written, if that was said.
    pub(crate) format: Option<Format>,
    /// In which language, if that was said.
    pub(crate) language: Option<Language>,
}

/// Names how a result is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Format {
    /// As an `obmigrate/diff` document.
    #[default]
    Json,
    /// As a text for a terminal.
    Text,
    /// As Markdown.
    Markdown,
}

/// Reads the `options` of a request, which may be left out. What is wrong with any pattern or rename
/// is told at once.
pub(crate) fn read<'a>(body: &Part<'a>, options: Option<&'a RawValue>) -> Result<Options, Failure> {
    let Some(options) = options else {
        return Ok(Options {
            comparison: obmigrate_diff::Options::default(),
            format: None,
            language: None,
        });
    };
    let part = body.member("options", options);
    let written: Written = part.read()?;
    let mut failures = Vec::new();
    let mut list = Reading {
        part: &part,
        failures: &mut failures,
    };
    let ignore = list.read("ignore", &written.ignore, |text| {
        PathPattern::new(text).map_err(|error| (error.code(), error.to_string()))
    });
    let only = list.read("only", &written.only, |text| {
        Glob::new(text).map_err(|error| (error.code(), error.to_string()))
    });
    let hint = |text: &str| Hint::new(text).map_err(|error| (error.code(), error.to_string()));
    let renames = Renames {
        hints: list.read("renames", &written.renames, hint),
        refuted: list.read("not_renames", &written.not_renames, hint),
    };
    if let Some(failure) = Failure::all(failures) {
        return Err(failure);
    }
    let mut comparison = obmigrate_diff::Options::default()
        .on_conflict(written.on_conflict)
        .column_order(written.column_order)
        .key_names(written.key_names)
        .renames(renames);
    comparison = ignore
        .into_iter()
        .fold(comparison, |all, one| all.ignore(one));
    comparison = only.into_iter().fold(comparison, |all, one| all.only(one));
    Ok(Options {
        comparison,
        format: written.format,
        language: written.language,
    })
}

/// Holds the options as they are written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Written {
    on_conflict: OnConflict,
    column_order: Compared,
    key_names: Compared,
    ignore: Vec<String>,
    only: Vec<String>,
    renames: Vec<String>,
    not_renames: Vec<String>,
    format: Option<Format>,
    language: Option<Language>,
}

/// Reads lists of texts that mean something, and collects what does not.
struct Reading<'a, 'p> {
    part: &'p Part<'a>,
    failures: &'p mut Vec<Failure>,
}

impl Reading<'_, '_> {
    fn read<T>(
        &mut self,
        name: &str,
        texts: &[String],
        read: impl Fn(&str) -> Result<T, (&'static str, String)>,
    ) -> Vec<T> {
        let mut values = Vec::new();
        for (position, text) in texts.iter().enumerate() {
            match read(text) {
                Ok(value) => values.push(value),
                Err((code, message)) => {
                    let place = format!("{name}[{position}]");
                    let defects = vec![self.part.defect(&place, 0, &message)];
                    self.failures.push(Failure {
                        code,
                        message,
                        defects,
                    });
                }
            }
        }
        values
    }
}
