//! Lists the files with their sizes and digests, and what the plan was made for.

use obmigrate_model::Fingerprint;
use obmigrate_model::plan::{Plan, Reversibility};
use serde::Serialize;

use crate::bundle::File;

#[derive(Serialize)]
struct Manifest<'a> {
    format: &'static str,
    version: Version,
    run_id: &'a str,
    target: String,
    base: &'a Fingerprint,
    goal: &'a Fingerprint,
    reversibility: &'a Reversibility,
    files: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Version {
    major: u32,
    minor: u32,
}

#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    bytes: usize,
    sha256: Fingerprint,
}

/// Writes `manifest.json`.
pub(super) fn manifest(plan: &Plan, files: &[File]) -> String {
    let manifest = Manifest {
        format: "obmigrate/bundle",
        version: Version { major: 1, minor: 0 },
        run_id: plan.run_id.as_str(),
        target: plan.target.to_string(),
        base: &plan.base,
        goal: &plan.goal,
        reversibility: &plan.reversibility,
        files: files
            .iter()
            .map(|file| Entry {
                name: &file.name,
                bytes: file.content.len(),
                sha256: Fingerprint::of_bytes(file.content.as_bytes()),
            })
            .collect(),
    };
    // Strings and numbers only: this has a JSON form.
    let mut text = serde_json::to_string_pretty(&manifest).unwrap_or_default();
    text.push('\n');
    text
}
