//! Any text is a script of either dialect, and what is read of it can be checked and written.
#![no_main]

use libfuzzer_sys::fuzz_target;
use obmigrate_model::{Dialect, Document, ddl, validate};

fuzz_target!(|text: &str| {
    for dialect in [Dialect::Postgres, Dialect::OceanBase] {
        for schema in ddl::read(dialect, text).schemas.into_values() {
            let _ = validate::validate(&schema);
            if let Ok(document) = Document::new("fuzz", schema) {
                let _ = document.to_json();
            }
        }
    }
});
