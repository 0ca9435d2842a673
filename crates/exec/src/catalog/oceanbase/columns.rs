//! Columns.

use obmigrate_model::data_type::spelling;
use obmigrate_model::expression::without_parentheses;
use obmigrate_model::schema::Consequence::BlocksRebuild;
use obmigrate_model::{
    Column, DataType, Dialect, Generated, Generation, Ident, Identity, Nullability, ObjectPath,
    OnUpdate, Storage,
};

use super::create_table::{Hint, WrittenColumn};
use super::{Reading, defaults, labels};
use crate::Error;
use crate::catalog::fields::Fields;

/// Holds what the catalogue shows of a column.
pub(super) struct Shown {
    pub(super) name: Ident,
    pub(super) hint: Hint,
    nullability: Nullability,
    collation: Option<String>,
    extra: String,
    generated: String,
    comment: Option<String>,
}

impl Shown {
    /// Reads a row; the other part of the result is the table.
    pub(super) fn read(mut row: Fields) -> Result<(Ident, Self), Error> {
        Ok((
            row.name()?,
            Self {
                name: row.name()?,
                hint: Hint {
                    column_type: row.text()?,
                    label: row.optional_text()?,
                },
                nullability: if row.text()? == "YES" {
                    Nullability::Nullable
                } else {
                    Nullability::NotNull
                },
                collation: row.optional_text()?,
                extra: row.text()?.to_lowercase(),
                generated: row.text()?,
                comment: row.optional_text()?.filter(|text| !text.is_empty()),
            },
        ))
    }
}

/// Puts together what the catalogue shows of a column and what `SHOW CREATE TABLE` writes.
pub(super) fn column(
    reading: &mut Reading,
    table: &Ident,
    shown: Shown,
    written: WrittenColumn,
) -> Column {
    let path = ObjectPath::column(table, &shown.name);
    let data_type = data_type(reading, table, &shown, &path);
    let mut column = Column::new(shown.name, data_type);
    column.nullability = shown.nullability;
    if shown.extra.contains("auto_increment") {
        column.identity = Some(Identity::new(Generation::ByDefault));
    }
    if !shown.generated.is_empty() {
        column.generated = Some(Generated {
            expression: without_parentheses(Dialect::OceanBase, &shown.generated).to_owned(),
            storage: if shown.extra.contains("stored") {
                Storage::Stored
            } else {
                Storage::Virtual
            },
        });
    }
    // Its digits equal the column's, as those of a default do.
    if shown.extra.contains("on update") {
        column.on_update = OnUpdate::CurrentTimestamp;
    }
    column.default = written
        .default
        .and_then(|written| defaults::read(written, &column.data_type));
    column.collation = shown.collation.filter(|_| column.data_type.is_character());
    column.comment = shown.comment;
    if shown.extra.contains("invisible") {
        let detail = "a query for all columns leaves it out";
        reading.report("invisible column", path.clone(), detail, BlocksRebuild);
    }
    for words in written.strange {
        reading.report("column attribute", path.clone(), words, BlocksRebuild);
    }
    column
}

fn data_type(reading: &mut Reading, table: &Ident, shown: &Shown, path: &ObjectPath) -> DataType {
    let text = &shown.hint.column_type;
    let has_labels = |word: &str| {
        let start = text.get(..word.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(word))
    };
    let is_set = has_labels("set(");
    if !is_set && !has_labels("enum(") {
        return spelling::parse(Dialect::OceanBase, text);
    }
    let stored = reading
        .stored
        .labels
        .get(&(table.clone(), shown.name.clone()))
        .and_then(|bytes| labels::stored(bytes));
    match stored.or_else(|| labels::shown(text)) {
        Some(labels) if is_set => DataType::Set { labels },
        Some(labels) => DataType::Enum { name: None, labels },
        None => {
            let kind = "labels that may be read in two ways";
            let detail = format!(
                "{text} shows them without escapes; SELECT on oceanbase.__all_column tells them"
            );
            reading.report(kind, path.clone(), detail, BlocksRebuild);
            DataType::Other { name: text.clone() }
        }
    }
}
