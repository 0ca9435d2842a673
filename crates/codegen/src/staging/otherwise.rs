//! What a row gets that PostgreSQL does not have.

use obmigrate_model::sql::Writer;
use obmigrate_model::{
    Column, DefaultValue, Ident, Note, Nullability, ObjectPath, Severity, Value,
};

/// Stands in for a value that is not there.
#[derive(Clone, Copy)]
pub(super) enum Otherwise<'a> {
    /// Nothing.
    Null,
    /// The column's default. One that is no constant is worth something else each time it is asked for, and
    /// the validation asks again.
    Constant(&'a Value),
    /// What the row has. Only where the type stays: joining it with another one could lose digits.
    Own(&'a Ident),
}

impl<'a> Otherwise<'a> {
    /// Chooses for a column and what it is before.
    pub(super) fn of(target: &'a Column, before: Option<&'a Column>) -> Self {
        if let Some(before) = before
            && before.data_type == target.data_type
        {
            return Self::Own(&before.name);
        }
        match &target.default {
            Some(DefaultValue::Literal(value)) => Self::Constant(value),
            Some(
                DefaultValue::CurrentTimestamp
                | DefaultValue::CurrentDate
                | DefaultValue::RandomUuid
                | DefaultValue::Expression(_),
            )
            | None => Self::Null,
        }
    }

    pub(super) fn write(self, sql: &mut Writer) {
        match self {
            Self::Null => sql.kw("NULL"),
            Self::Constant(value) => sql.value(value),
            Self::Own(column) => sql.ident(column),
        };
    }

    /// Says what becomes of such rows. No query can count them before: the servers do not see each other.
    pub(super) fn note(self, table: &Ident, target: &Column, before: Option<&Column>) -> Note {
        let takes_none = target.nullability == Nullability::NotNull || target.identity.is_some();
        let (severity, becomes) = match (self, before) {
            (Self::Own(_), _) => (Severity::Info, "keeps its value"),
            (Self::Constant(_), None) => (Severity::Info, "gets the default"),
            (Self::Constant(_), Some(_)) => (
                Severity::Warning,
                "gets the default in place of what it has",
            ),
            (Self::Null, _) if takes_none => (Severity::Warning, "ends the run"),
            (Self::Null, None) => (Severity::Info, "gets NULL"),
            (Self::Null, Some(_)) => (Severity::Warning, "gets NULL in place of what it has"),
        };
        Note {
            code: "codegen/without-partner".to_owned(),
            severity,
            path: ObjectPath::column(table, &target.name),
            reason: format!("a row that PostgreSQL has no row of the same key for {becomes}"),
            remedy: String::new(),
        }
    }
}
