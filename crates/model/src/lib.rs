#![doc = include_str!("../README.md")]

#[cfg(feature = "proptest")]
pub mod arbitrary;
pub mod canonical;
pub mod change;
pub mod column;
pub mod constraint;
pub mod data_type;
pub mod dialect;
pub mod document;
pub mod expression;
pub mod fingerprint;
pub mod ident;
pub mod index;
pub mod note;
pub mod ordered;
pub mod path;
pub mod plan;
pub mod range;
pub mod schema;
pub mod sql;
pub mod validate;
pub mod value;
pub mod verdict;

pub use change::{Change, ChangeSet, ColumnDelta, Delta, Pair};
pub use column::{Column, DefaultValue, Generation, Identity, Nullability};
pub use constraint::{Check, ForeignKey, PrimaryKey, Reference, ReferentialAction, Unique};
pub use data_type::DataType;
pub use dialect::{Dialect, ServerVersion, Target};
pub use document::{Captured, Document, DocumentError};
pub use fingerprint::Fingerprint;
pub use ident::Ident;
pub use index::{Index, IndexKey, IndexPart, SortOrder, Uniqueness};
pub use note::{Note, Severity};
pub use ordered::Ordered;
pub use path::ObjectPath;
pub use plan::Plan;
pub use range::KeyRange;
pub use schema::{Schema, Table, Unmodelled};
pub use sql::Statement;
pub use value::{Row, Value};
pub use verdict::Verdict;
