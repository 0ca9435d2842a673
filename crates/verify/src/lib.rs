#![doc = include_str!("../README.md")]

pub mod canonical;
pub mod constraints;
pub mod error;
mod field;
pub mod form;
pub mod options;
pub mod pair;
pub mod reading;
pub mod request;
pub mod rows;
pub mod sql;
pub mod structure;

pub use constraints::Constraints;
pub use error::Error;
pub use options::Options;
pub use pair::Pair;
pub use request::Request;
pub use rows::Rows;
pub use sql::validation_script;
pub use structure::{Names, structure};
