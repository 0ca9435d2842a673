//! The line that answers a request.

use std::panic::{AssertUnwindSafe, catch_unwind};

use obmigrate_model::Limits;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::failure::{Failure, INTERNAL_ERROR};
use crate::{operations, request};

/// What is answered if even a failure cannot be written.
const LAST_RESORT: &str = r#"{"id":null,"error":{"code":"sidecar/internal-error","message":"cannot write the answer","defects":[]}}"#;

/// Answers one request, whatever it is; neither the request nor the answer has its newline.
/// `most_bytes` is what bounds the schemas in it and what `version` tells, as in [`crate::serve`].
#[must_use]
pub fn answer(line: &[u8], most_bytes: usize) -> String {
    let limits = Limits {
        bytes: most_bytes,
        ..Limits::default()
    };
    match request::read(line) {
        Ok(request) => guarded(|| operations::run(&request, &limits))
            .unwrap_or_else(|failure| error(Some(request.id), &failure)),
        Err(refused) => error(refused.id, &refused.failure),
    }
}

/// Turns a mistake of this program into an answer: a caller waits for one, and the next request may
/// well be answered.
fn guarded(run: impl FnOnce() -> Result<String, Failure>) -> Result<String, Failure> {
    // Whatever was half done belongs to this request and goes with it.
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| {
        let message = "this request met a mistake of the sidecar, which stderr tells of";
        Err(Failure::new(INTERNAL_ERROR, message))
    })
}

/// Writes a result.
pub(crate) fn ok(id: &RawValue, result: &impl Serialize) -> Result<String, Failure> {
    #[derive(Serialize)]
    struct Answer<'a, T> {
        id: &'a RawValue,
        ok: &'a T,
    }
    serde_json::to_string(&Answer { id, ok: result }).map_err(|error| {
        let message = format!("cannot write the answer: {error}");
        Failure::new(INTERNAL_ERROR, message)
    })
}

/// Writes why there is no result.
pub(crate) fn error(id: Option<&RawValue>, failure: &Failure) -> String {
    #[derive(Serialize)]
    struct Answer<'a> {
        id: Option<&'a RawValue>,
        error: &'a Failure,
    }
    let answer = Answer { id, error: failure };
    serde_json::to_string(&answer).unwrap_or_else(|_| LAST_RESORT.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_answer() {
        let failure = guarded(|| panic!("as if something were wrong")).unwrap_err();
        assert_eq!(failure.code, INTERNAL_ERROR);
    }

    #[test]
    fn the_last_resort_is_an_answer() {
        assert!(serde_json::from_str::<serde_json::Value>(LAST_RESORT).is_ok());
        assert!(LAST_RESORT.contains(INTERNAL_ERROR));
    }
}
