//! What can be asked for, one file each.

mod compare;
mod translate;
mod validate;
mod version;

use obmigrate_model::Limits;

use crate::answer;
use crate::failure::Failure;
use crate::request::{Operation, Request};

/// The program that writes the documents.
const PRODUCER: &str = concat!("diff_sidecar ", env!("CARGO_PKG_VERSION"));

/// Does what a request asks for, and writes the answer.
pub(crate) fn run(request: &Request<'_>, limits: &Limits) -> Result<String, Failure> {
    let Request {
        id,
        operation,
        body,
    } = request;
    match operation {
        Operation::Version => answer::ok(id, &version::version(body, limits)?),
        Operation::Diff => answer::ok(id, &compare::diff(body, limits)?),
        Operation::Merge => answer::ok(id, &compare::merge(body, limits)?),
        Operation::Validate => answer::ok(id, &validate::validate(body, limits)?),
        Operation::Translate => answer::ok(id, &translate::translate(body, limits)?),
    }
}
