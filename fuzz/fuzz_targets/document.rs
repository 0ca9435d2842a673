//! Any text is a schema document or an error, and what is a document can be checked and written.
#![no_main]

use libfuzzer_sys::fuzz_target;
use obmigrate_model::{Document, Schema, validate};

fuzz_target!(|text: &str| {
    if let Ok(document) = Document::<Schema>::from_json(text) {
        let _ = validate::validate(&document.body);
        if let Ok(written) = document.to_json() {
            let again = Document::<Schema>::from_json(&written);
            assert!(again.is_ok(), "a document that was written cannot be read");
        }
    }
});
