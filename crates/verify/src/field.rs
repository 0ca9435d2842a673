//! A column of the target and what belongs to it on the source.

use obmigrate_model::Ident;
use obmigrate_model::plan::{Computed, Mapping};
use obmigrate_model::sql::Writer;

use crate::form::Form;
use crate::sql::Side;

/// Says what a column is compared with.
#[derive(Clone, Copy)]
pub(crate) enum Field<'a> {
    Mapped(&'a Mapping),
    Computed(&'a Computed),
}

impl Field<'_> {
    /// Returns the target's column.
    pub(crate) const fn column(&self) -> &Ident {
        match self {
            Self::Mapped(mapping) => &mapping.column,
            Self::Computed(computed) => &computed.column,
        }
    }

    /// Writes the text form of one side's value.
    pub(crate) fn write(&self, side: Side, sql: &mut Writer) {
        match (self, side) {
            (Self::Mapped(mapping), _) => {
                let (source, target) = Form::pair(&mapping.source_type, &mapping.data_type);
                match side {
                    Side::Source => source.write(&mapping.source_column, sql),
                    Side::Target => target.write(&mapping.column, sql),
                }
            }
            (Self::Computed(computed), Side::Source) => {
                let expression = format!("({})", computed.expression);
                Form::computed(&computed.data_type).write_of(&expression, sql);
            }
            (Self::Computed(computed), Side::Target) => {
                Form::computed(&computed.data_type).write(&computed.column, sql);
            }
        }
    }
}
