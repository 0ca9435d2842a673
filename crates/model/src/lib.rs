#![doc = include_str!("../README.md")]

#[cfg(feature = "proptest")]
pub mod arbitrary;
pub mod canonical;
pub mod change;
pub mod column;
pub mod constraint;
pub mod data_type;
#[cfg(feature = "ddl")]
pub mod ddl;
pub mod dialect;
pub mod document;
pub mod expression;
pub mod fingerprint;
mod given_names;
pub mod ident;
pub mod index;
pub mod lenient;
pub mod note;
pub mod ordered;
pub mod partition;
pub mod path;
pub mod pattern;
pub mod plan;
pub mod probe;
pub mod range;
pub mod schema;
pub mod sequence;
pub mod sql;
pub mod validate;
pub mod value;
pub mod verdict;

pub use change::{
    Change, ChangeSet, ColumnDelta, Delta, KeyKind, Pair, Rename, Renamed, SequenceChange,
};
pub use column::{
    Column, DefaultValue, Generated, Generation, Identity, Nullability, OnUpdate, Storage,
};
pub use constraint::{
    Check, Exclusion, ForeignKey, PrimaryKey, Reference, ReferentialAction, Unique,
};
pub use data_type::DataType;
pub use dialect::{Dialect, ServerVersion, Target};
pub use document::{Captured, Defect, Document, DocumentError, Limits};
pub use fingerprint::Fingerprint;
pub use ident::Ident;
pub use index::{Index, IndexKey, IndexPart, SortOrder, Uniqueness};
pub use note::{Note, Severity};
pub use ordered::Ordered;
pub use partition::Partitioning;
pub use path::ObjectPath;
pub use plan::Plan;
pub use probe::Probe;
pub use range::KeyRange;
pub use schema::{Schema, Table, Unmodelled};
pub use sequence::Sequence;
pub use sql::Statement;
pub use value::{Row, Value};
pub use verdict::Verdict;

/// Says whether a field of a document has the value that it has when it is left out.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
