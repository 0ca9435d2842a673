//! Writes PostgreSQL's data definition statements.
//!
//! Names without a schema are those of the schema described, so the session's `search_path` has to
//! begin with it.

mod columns;
mod comments;
mod constraints;
mod indexes;
mod limits;
mod partitions;
mod sequences;
mod tables;
mod types;
mod user_types;

pub(crate) use self::comments::comments;
pub(crate) use self::constraints::{
    add_foreign_key, add_late_check, add_unique, is_late, is_repeated,
};
pub(crate) use self::indexes::create_index;
pub(crate) use self::limits::check_table;
pub(crate) use self::partitions::create_partitions;
pub(crate) use self::sequences::{behind_columns, create_sequence, own};
pub(crate) use self::tables::create_table;
pub(crate) use self::user_types::UserTypes;
