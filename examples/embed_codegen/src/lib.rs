#![doc = include_str!("../README.md")]

mod callback;
mod execute;
mod planning;
mod print;

pub use self::callback::{pipe, script};
pub use self::execute::{Answer, Failed, Unknown, run};
pub use self::planning::{Compared, compare};
pub use self::print::print;
