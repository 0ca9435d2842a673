#![doc = include_str!("../README.md")]

mod answer;
mod failure;
mod lines;
mod operations;
mod options;
mod part;
mod request;
mod serve;
mod sides;

pub use self::answer::answer;
pub use self::serve::{DEFAULT_MOST_BYTES, PROTOCOL, ServeError, serve};
