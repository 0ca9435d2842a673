//! Why no statements can be made.

use std::fmt;

use obmigrate_model::{Dialect, Ident, ObjectPath, Target};

/// Says why one thing cannot be planned or defined.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The target is none that changes in place are made for.
    #[error("no statements of this kind are made for {target}")]
    UnsupportedTarget {
        /// The target.
        target: Target,
    },
    /// The changes do not fit the live schema.
    #[error("the changes were made for another schema: {path} is not {expected}")]
    ChangesDoNotFit {
        /// Where.
        path: ObjectPath,
        /// What the changes expect there.
        expected: &'static str,
    },
    /// The target has no such type.
    #[error("{path}: {target} has no column type for {data_type}")]
    UnsupportedType {
        /// The column.
        path: ObjectPath,
        /// The type, in neutral words.
        data_type: String,
        /// The target.
        target: Target,
    },
    /// The schema is written for another kind of server.
    #[error("the schema is one of {schema}, and {target} is another server")]
    WrongDialect {
        /// The dialect of the schema.
        schema: Dialect,
        /// The target.
        target: Target,
    },
    /// The target has no words for a part of the schema.
    #[error("{path}: {target} has no {feature}")]
    UnsupportedFeature {
        /// The object.
        path: ObjectPath,
        /// What the target lacks.
        feature: &'static str,
        /// The target.
        target: Target,
    },
    /// Two columns describe the type of one name differently.
    #[error("{path}: the type {name} is described differently elsewhere in the schema")]
    TypeDescribedTwice {
        /// The second column.
        path: ObjectPath,
        /// The type.
        name: Ident,
    },
    /// A table that nobody may write to shall change.
    #[error(
        "{path}: the table is READ ONLY; make it writable first, by ALTER TABLE … READ WRITE, which needs \
         SUPER"
    )]
    ReadOnlyTable {
        /// The table.
        path: ObjectPath,
    },
    /// Values of one type cannot be turned into the other, or in more than one way.
    #[error("{path}: values of type {before} cannot be converted to {after}{advice}")]
    UnsupportedConversion {
        /// The column.
        path: ObjectPath,
        /// The type that the rows have.
        before: String,
        /// The type that they would get.
        after: String,
        /// What can be done instead, behind a semicolon; empty if nothing can.
        advice: &'static str,
    },
    /// A condition on rows cannot be asked for.
    #[error("{path}: {dialect} cannot be asked for {reason}")]
    UnsupportedProbe {
        /// The table.
        path: ObjectPath,
        /// What there are no words for.
        reason: &'static str,
        /// The dialect.
        dialect: Dialect,
    },
    /// Existing rows would have no value for a new column.
    #[error(
        "{path}: the new column is NOT NULL and has no default, so existing rows have no value for \
         it; {advice}"
    )]
    NoValue {
        /// The column.
        path: ObjectPath,
        /// What gives them one.
        advice: &'static str,
    },
    /// A name that the plan needs is in use.
    #[error("{path}: the plan needs the name {name}, which is in use; choose another timestamp")]
    NameTaken {
        /// The table.
        path: ObjectPath,
        /// The name.
        name: Ident,
    },
    /// A table shall be retired that others still reference.
    #[error("{path}: foreign key {key} of table {child} still references the table")]
    StillReferenced {
        /// The table.
        path: ObjectPath,
        /// The referencing table.
        child: Ident,
        /// Its foreign key.
        key: Ident,
    },
    /// A foreign key references a table that is not there after the change.
    #[error("{path}: the foreign key references table {parent}, which is not there")]
    DanglingReference {
        /// The foreign key.
        path: ObjectPath,
        /// The missing table.
        parent: Ident,
    },
    /// Nothing of a table's rows is wanted any more but that they are there.
    #[error(
        "{path}: no column keeps its values, so that the rows would hold nothing of their own; give a \
         column a value, or remove the table and add another one"
    )]
    NothingShared {
        /// The table.
        path: ObjectPath,
    },
    /// A value was given for what takes none.
    #[error("{path}: a value was given for it, but {why}")]
    ValueUnused {
        /// The column.
        path: ObjectPath,
        /// Why it takes none.
        why: &'static str,
    },
    /// Something has to be made again, and what the model does not hold would be lost with it.
    #[error("{path}: it has to be made again, and would lose the {kind} {object}")]
    UnmodelledObject {
        /// The table, or the part of it.
        path: ObjectPath,
        /// What kind of object would be lost.
        kind: String,
        /// The object.
        object: ObjectPath,
    },
    /// A statement did not pass the syntax gate. It is not handed out.
    #[error("{path}: a statement did not pass the syntax gate: {why}")]
    Gate {
        /// What the statement is for.
        path: ObjectPath,
        /// What the gate found.
        why: String,
    },
    /// A value has no JSON form.
    #[error("{path}: no fingerprint can be made: {why}")]
    Fingerprint {
        /// What it is for.
        path: ObjectPath,
        /// What the writer met.
        why: String,
    },
}

impl Error {
    /// Returns the stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnsupportedTarget { .. } => "codegen/unsupported-target",
            Self::ChangesDoNotFit { .. } => "codegen/changes-do-not-fit",
            Self::UnsupportedType { .. } => "codegen/unsupported-type",
            Self::WrongDialect { .. } => "codegen/wrong-dialect",
            Self::UnsupportedFeature { .. } => "codegen/unsupported-feature",
            Self::TypeDescribedTwice { .. } => "codegen/type-described-twice",
            Self::ReadOnlyTable { .. } => "codegen/read-only-table",
            Self::UnsupportedConversion { .. } => "codegen/unsupported-conversion",
            Self::UnsupportedProbe { .. } => "codegen/unsupported-probe",
            Self::NoValue { .. } => "codegen/no-value",
            Self::NameTaken { .. } => "codegen/name-taken",
            Self::StillReferenced { .. } => "codegen/still-referenced",
            Self::DanglingReference { .. } => "codegen/dangling-reference",
            Self::NothingShared { .. } => "codegen/nothing-shared",
            Self::ValueUnused { .. } => "codegen/value-unused",
            Self::UnmodelledObject { .. } => "codegen/unmodelled-object",
            Self::Gate { .. } => "codegen/gate",
            Self::Fingerprint { .. } => "codegen/fingerprint",
        }
    }
}

/// Holds every reason why no statements can be made; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    reasons: Vec<Error>,
}

impl Refusal {
    /// Returns the reasons, in the order of the tables.
    #[must_use]
    pub fn reasons(&self) -> &[Error] {
        &self.reasons
    }

    /// Passes `value` on if there is nothing against it.
    pub(crate) fn unless_empty<T>(reasons: Vec<Error>, value: T) -> Result<T, Self> {
        if reasons.is_empty() {
            Ok(value)
        } else {
            Err(Self { reasons })
        }
    }
}

impl From<Error> for Refusal {
    fn from(reason: Error) -> Self {
        Self {
            reasons: vec![reason],
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, reason) in self.reasons.iter().enumerate() {
            if position > 0 {
                f.write_str("\n")?;
            }
            write!(f, "[{}] {reason}", reason.code())?;
        }
        Ok(())
    }
}

impl std::error::Error for Refusal {}
