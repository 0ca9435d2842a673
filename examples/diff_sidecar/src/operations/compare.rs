//! In what schemas differ, and who changed what.

use obmigrate_diff::{Report, render_markdown, render_text, report};
use obmigrate_model::{Document, Limits};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::failure::Failure;
use crate::options::{self, Format, Options};
use crate::part::Part;
use crate::sides::{self, Given};

/// Holds a comparison as it was asked for.
#[derive(Debug, Serialize)]
// It is only ever written: nobody has to guess which of the two a text is.
#[serde(untagged)]
pub(crate) enum Compared {
    /// As data.
    Document(Box<Document<Report>>),
    /// For people.
    Text {
        /// The report, in the language and the markup of the request.
        text: String,
    },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Diff<'a> {
    #[serde(borrow)]
    live: &'a RawValue,
    #[serde(borrow)]
    desired: &'a RawValue,
    #[serde(borrow)]
    options: Option<&'a RawValue>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Merge<'a> {
    #[serde(borrow)]
    base: &'a RawValue,
    #[serde(borrow)]
    desired: &'a RawValue,
    #[serde(borrow)]
    live: &'a RawValue,
    #[serde(borrow)]
    options: Option<&'a RawValue>,
}

/// Compares two schemas.
pub(crate) fn diff(body: &Part<'_>, limits: &Limits) -> Result<Compared, Failure> {
    let request: Diff<'_> = body.read()?;
    let options = options::read(body, request.options)?;
    let given = sides::read(body, None, request.desired, request.live, limits)?;
    compare(body, given, &options)
}

/// Compares three schemas.
pub(crate) fn merge(body: &Part<'_>, limits: &Limits) -> Result<Compared, Failure> {
    let request: Merge<'_> = body.read()?;
    let options = options::read(body, request.options)?;
    let base = Some(request.base);
    let given = sides::read(body, base, request.desired, request.live, limits)?;
    compare(body, given, &options)
}

fn compare(body: &Part<'_>, given: Given, options: &Options) -> Result<Compared, Failure> {
    let comparable = given.comparable();
    let sides = comparable.sides();
    let merge = obmigrate_diff::merge(sides, &options.comparison)
        .map_err(|error| Failure::comparison(&error, body.path()))?;
    let report = report(sides, merge, comparable.notes.clone())
        .map_err(|error| Failure::new(error.code(), error.to_string()))?;
    let language = options.language.unwrap_or_default();
    Ok(match options.format.unwrap_or_default() {
        Format::Text => Compared::Text {
            text: render_text(&report, language),
        },
        Format::Markdown => Compared::Text {
            text: render_markdown(&report, language),
        },
        Format::Json => Document::new(super::PRODUCER, report)
            .map(|document| Compared::Document(Box::new(document)))
            .map_err(|error| Failure::new(error.code(), error.to_string()))?,
    })
}
