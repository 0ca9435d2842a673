//! Which protocol and which documents this program knows.

use obmigrate_diff::Report;
use obmigrate_model::document::{Body, FormatVersion};
use obmigrate_model::{Limits, Schema};
use serde::{Deserialize, Serialize};

use crate::PROTOCOL;
use crate::failure::Failure;
use crate::part::Part;

/// Says what this program is and how much it takes.
#[derive(Debug, Serialize)]
pub(crate) struct Version {
    protocol: u32,
    program: &'static str,
    reads: Format,
    writes: Format,
    max_request_bytes: usize,
    max_depth: usize,
}

#[derive(Debug, Serialize)]
struct Format {
    format: &'static str,
    version: FormatVersion,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

pub(crate) fn version(body: &Part<'_>, limits: &Limits) -> Result<Version, Failure> {
    let Nothing {} = body.read()?;
    Ok(Version {
        protocol: PROTOCOL,
        program: super::PRODUCER,
        reads: format::<Schema>(),
        writes: format::<Report>(),
        max_request_bytes: limits.bytes,
        max_depth: limits.depth,
    })
}

const fn format<T: Body>() -> Format {
    Format {
        format: T::FORMAT,
        version: T::VERSION,
    }
}
