//! What is printed, what is executed, and what is undone.

#![expect(
    clippy::unwrap_used,
    reason = "a helper that cannot do its work fails the test"
)]

mod callbacks;
mod process;
mod readme;
mod server;
mod ten_lines;

use obmigrate_model::{Dialect, ServerVersion, Target};

const LIVE: &str = include_str!("../models/live.json");
const DESIRED: &str = include_str!("../models/desired.json");

const fn target() -> Target {
    Target {
        dialect: Dialect::OceanBase,
        version: ServerVersion {
            major: 4,
            minor: 3,
            patch: 5,
        },
    }
}
