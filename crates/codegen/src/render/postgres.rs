//! Writes PostgreSQL's data definition statements.
//!
//! Names without a schema are those of the schema described, so the session's `search_path` has to
//! begin with it.

pub(crate) mod columns;
mod comments;
mod constraints;
mod indexes;
mod limits;
mod partitions;
mod sequences;
mod tables;
pub(crate) mod types;
mod user_types;

pub(crate) use self::comments::comments;
pub(crate) use self::constraints::{
    add_check, add_exclusion, add_foreign_key, add_primary_key, add_unique, is_late, is_repeated,
    primary_key_name,
};
pub(crate) use self::indexes::create_index;
pub(crate) use self::limits::{check_references, check_table};
pub(crate) use self::partitions::create_partitions;
pub(crate) use self::sequences::{
    alter_sequence, behind_column, behind_columns, create_sequence, name_behind, own,
};
pub(crate) use self::tables::create_table;
pub(crate) use self::user_types::UserTypes;
