//! How a translation decides where it has a choice.

use std::collections::BTreeMap;

use super::Notes;
use super::types::LONGEST_VARCHAR;
use crate::data_type::TimeZone;
use crate::sequence::ColumnName;
use crate::validate::{OCEANBASE_PRECISION, OCEANBASE_SCALE};
use crate::{DataType, Ident, ObjectPath, Schema};

/// Characters that a varchar in a key may have: keys of OceanBase are at most 16384 bytes long
/// (measured on 4.3.5).
const LONGEST_KEY_TEXT: u32 = 4096;

/// Says how a `uuid` is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum UuidForm {
    /// `char(36)`, readable.
    #[default]
    Text,
    /// `binary(16)`, less than half as long.
    Binary,
}

/// Says how a `timestamptz` is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum MomentForm {
    /// `timestamp`, which every session sees in its own zone.
    #[default]
    Timestamp,
    /// `datetime` in UTC, which every session sees alike.
    UtcDateTime,
}

/// Says how a `numeric` without precision is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum NumericForm {
    /// `decimal` of that many digits, which refuses larger numbers and rounds longer fractions. A
    /// number that OceanBase does not allow is brought to the nearest one it does.
    Decimal {
        /// Digits in all, 1 to 65.
        precision: u16,
        /// Digits behind the point, 0 to 30 and no more than in all.
        scale: u16,
    },
    /// `varchar(1000)`, which keeps every number, `NaN` and the infinities too, and cannot
    /// calculate.
    Text,
}

impl Default for NumericForm {
    fn default() -> Self {
        Self::Decimal {
            precision: 65,
            scale: 30,
        }
    }
}

impl NumericForm {
    /// Returns the type that keeps the numbers.
    pub(super) fn data_type(self) -> DataType {
        match self {
            Self::Decimal { precision, scale } => {
                let precision = precision.clamp(1, OCEANBASE_PRECISION);
                let most = i16::try_from(precision)
                    .unwrap_or(OCEANBASE_SCALE)
                    .min(OCEANBASE_SCALE);
                DataType::decimal(precision, i16::try_from(scale).unwrap_or(most).min(most))
            }
            Self::Text => DataType::VarChar { length: 1000 },
        }
    }
}

/// Says how a document, or a value made of other values, is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum DocumentForm {
    /// Parsed, as `json`: it can be searched, but spelling and long numbers are not kept exactly.
    #[default]
    Json,
    /// As PostgreSQL writes it, in `longtext`.
    Text,
}

/// Says how a value of an enumerated type is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a two-way choice")]
pub enum EnumForm {
    /// As `enum`, which sorts as PostgreSQL does and refuses other labels.
    #[default]
    Enum,
    /// As `varchar` as long as the longest label.
    Text,
}

/// Decides for one column, whatever is chosen for all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new choice must show every place to think about"
)]
pub enum ColumnChoice {
    /// For a `uuid`.
    Uuid(UuidForm),
    /// For a `timestamptz`.
    Moment(MomentForm),
    /// For a `numeric` without precision, or of more digits than OceanBase has.
    Numeric(NumericForm),
    /// For `json`, `jsonb`, `hstore`, an array or a composite type.
    Document(DocumentForm),
    /// For an enumerated type.
    Enum(EnumForm),
    /// For text or bytes without a declared length: the most characters or bytes, 1 to 262144,
    /// which make it a `varchar` or a `varbinary`, in a key or not. A number beyond is brought to the
    /// nearer end.
    Length(u32),
}

impl ColumnChoice {
    /// Says whether the choice is one for columns of this type.
    fn concerns(self, data_type: &DataType) -> bool {
        use crate::data_type::PostgresType as P;
        use DataType as T;
        let data_type = data_type.resolved();
        match self {
            Self::Uuid(_) => matches!(data_type, T::Uuid),
            Self::Moment(_) => matches!(
                data_type,
                T::Timestamp {
                    zone: TimeZone::With,
                    ..
                }
            ),
            Self::Numeric(_) => matches!(data_type, T::Numeric | T::Decimal { .. }),
            Self::Document(_) => matches!(
                data_type,
                T::Json { .. } | T::Array { .. } | T::Composite(_) | T::Postgres(P::HStore)
            ),
            Self::Enum(_) => matches!(data_type, T::Enum { .. }),
            Self::Length(_) => matches!(
                data_type,
                T::Text { .. } | T::Blob { .. } | T::Postgres(P::BpChar | P::CiText)
            ),
        }
    }
}

/// Chooses how a translation decides where it has a choice.
///
/// ```
/// use obmigrate_model::Ident;
/// use obmigrate_model::canonical::{ColumnChoice, MomentForm, Options, UuidForm};
/// let options = Options::default()
///     .with_uuid(UuidForm::Binary)
///     .with_column(
///         Ident::new("orders")?,
///         Ident::new("placed")?,
///         ColumnChoice::Moment(MomentForm::UtcDateTime),
///     );
/// # Ok::<(), obmigrate_model::ident::IdentError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    forms: Forms,
    columns: BTreeMap<ColumnName, ColumnChoice>,
}

/// Holds what is chosen for all columns, or for the one at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Forms {
    pub(super) key_text_length: u32,
    pub(super) uuid: UuidForm,
    pub(super) moment: MomentForm,
    pub(super) numeric: NumericForm,
    /// What a `numeric` with too many digits becomes, if that is not left to its declaration.
    pub(super) large_decimal: Option<NumericForm>,
    pub(super) json_text: DocumentForm,
    pub(super) jsonb: DocumentForm,
    pub(super) compound: DocumentForm,
    pub(super) enumeration: EnumForm,
    /// The length of a text or of bytes that have none.
    pub(super) length: Option<u32>,
}

impl Default for Forms {
    fn default() -> Self {
        Self {
            key_text_length: 1024,
            uuid: UuidForm::default(),
            moment: MomentForm::default(),
            numeric: NumericForm::default(),
            large_decimal: None,
            json_text: DocumentForm::default(),
            jsonb: DocumentForm::default(),
            compound: DocumentForm::default(),
            enumeration: EnumForm::default(),
            length: None,
        }
    }
}

impl Options {
    /// Returns how many characters a text column gets that is part of a key: 1024 by default.
    #[must_use]
    pub const fn key_text_length(&self) -> u32 {
        self.forms.key_text_length
    }

    /// Sets how many characters a text column gets that is part of a key, or bytes a `bytea`: 1 to
    /// 4096, since keys of OceanBase are at most 16384 bytes long in all. A number beyond is
    /// brought to the nearer end.
    #[must_use]
    pub const fn with_key_text_length(mut self, characters: u32) -> Self {
        self.forms.key_text_length = match characters {
            0 => 1,
            1..=LONGEST_KEY_TEXT => characters,
            _ => LONGEST_KEY_TEXT,
        };
        self
    }

    /// Sets how `uuid` is kept.
    #[must_use]
    pub const fn with_uuid(mut self, form: UuidForm) -> Self {
        self.forms.uuid = form;
        self
    }

    /// Sets how `timestamptz` is kept.
    #[must_use]
    pub const fn with_moment(mut self, form: MomentForm) -> Self {
        self.forms.moment = form;
        self
    }

    /// Sets how `numeric` without precision is kept.
    #[must_use]
    pub const fn with_numeric(mut self, form: NumericForm) -> Self {
        self.forms.numeric = form;
        self
    }

    /// Sets how `json` is kept, which PostgreSQL keeps as it was written. `jsonb` becomes `json`
    /// unless a column's own choice says otherwise.
    #[must_use]
    pub const fn with_json_text(mut self, form: DocumentForm) -> Self {
        self.forms.json_text = form;
        self
    }

    /// Sets how arrays, composite types and `hstore` are kept.
    #[must_use]
    pub const fn with_compound(mut self, form: DocumentForm) -> Self {
        self.forms.compound = form;
        self
    }

    /// Sets how enumerated types are kept.
    #[must_use]
    pub const fn with_enumeration(mut self, form: EnumForm) -> Self {
        self.forms.enumeration = form;
        self
    }

    /// Decides for one column, named as PostgreSQL names it; a later choice replaces an earlier
    /// one. A choice for a column that does not exist is reported as `model/unknown-override`, one
    /// that the type of the column does not leave as `model/unfit-override`.
    #[must_use]
    pub fn with_column(mut self, table: Ident, column: Ident, choice: ColumnChoice) -> Self {
        self.columns.insert(ColumnName { table, column }, choice);
        self
    }

    /// Returns the options with what was decided for one column as the decision for all.
    #[must_use]
    pub fn of_column(&self, table: &Ident, column: &Ident) -> Self {
        let mut forms = self.forms;
        let name = ColumnName {
            table: table.clone(),
            column: column.clone(),
        };
        match self.columns.get(&name).copied() {
            None => {}
            Some(ColumnChoice::Uuid(form)) => forms.uuid = form,
            Some(ColumnChoice::Moment(form)) => forms.moment = form,
            Some(ColumnChoice::Numeric(form)) => {
                forms.numeric = form;
                forms.large_decimal = Some(form);
            }
            Some(ColumnChoice::Document(form)) => {
                forms.json_text = form;
                forms.jsonb = form;
                forms.compound = form;
            }
            Some(ColumnChoice::Enum(form)) => forms.enumeration = form,
            Some(ColumnChoice::Length(length)) => {
                forms.length = Some(length.clamp(1, LONGEST_VARCHAR));
            }
        }
        Self {
            forms,
            columns: BTreeMap::new(),
        }
    }

    /// Returns what is chosen for all columns.
    pub(super) const fn forms(&self) -> &Forms {
        &self.forms
    }

    /// Reports choices for columns that do not exist, or that have nothing to choose.
    pub(super) fn check(&self, schema: &Schema, notes: &mut Notes) {
        for (name, choice) in &self.columns {
            let path = ObjectPath::column(&name.table, &name.column);
            let table = schema.tables.get(&name.table);
            match table.and_then(|table| table.columns.get(&name.column)) {
                None => notes.error(
                    "model/unknown-override",
                    path,
                    "a choice was made for this column, which does not exist",
                    "name the table and the column as PostgreSQL does",
                ),
                Some(column) if !choice.concerns(&column.data_type) => notes.error(
                    "model/unfit-override",
                    path,
                    format!(
                        "{choice:?} was chosen, which {} does not leave",
                        column.data_type
                    ),
                    "leave the choice out",
                ),
                Some(_) => {}
            }
        }
    }
}
