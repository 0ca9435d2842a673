//! Columns of a table.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::types::{self, Place};
use super::{EXACT_COLLATION, FOLDING_COLLATION, Notes, Options, defaults, names};
use crate::data_type::{PostgresType, TimeZone};
use crate::expression::{self, ExpressionError, Types};
use crate::schema::TableOptions;
use crate::sequence::Exhaustion;
use crate::sql::Writer;
use crate::{
    Column, DataType, Dialect, Generated, Generation, Ident, Identity, Nullability, ObjectPath,
    OnUpdate, Ordered, Table,
};

/// Characters of a column's comment on OceanBase 4.3.5 (measured).
const LONGEST_COMMENT: usize = 1024;

/// How OceanBase numbers rows: a statement may give a value of its own, and where numbering starts
/// and steps is no part of a column.
const NUMBERED: Identity = Identity::new(Generation::ByDefault);

/// Translates the columns of a table; those of `keyed` are needed whole by a key.
pub(super) fn translate(
    name: &Ident,
    table: &Table,
    keyed: &BTreeSet<Ident>,
    options: &Options,
    notes: &mut Notes,
) -> Ordered<Column> {
    let mut folded = BTreeSet::new();
    let mut numbered = None;
    let mut columns = Ordered::default();
    for column in &table.columns {
        let path = ObjectPath::column(name, &column.name);
        names::length(&column.name, names::LONGEST_COLUMN_NAME, &path, notes);
        if !folded.insert(names::compared(&column.name)) {
            notes.error(
                "model/column-name-clash",
                path.clone(),
                "OceanBase does not tell it from another column of the table",
                "rename one of the columns",
            );
        }
        let options = options.of_column(name, &column.name);
        let is_keyed = keyed.contains(&column.name);
        let mut translated = translate_column(column, is_keyed, &options, &path, notes);
        if translated.identity.is_some() {
            match &numbered {
                None => numbered = Some(&column.name),
                Some(first) => {
                    notes.error(
                        "model/second-identity",
                        path.join("identity"),
                        format!("OceanBase numbers one column of a table, which is {first} here"),
                        "number the rows in the application, or leave one of the two out",
                    );
                    translated.identity = None;
                }
            }
        }
        columns.push(translated);
    }
    translate_generated(name, table, &mut columns, notes);
    columns
}

fn translate_column(
    column: &Column,
    keyed: bool,
    options: &Options,
    path: &ObjectPath,
    notes: &mut Notes,
) -> Column {
    let data_type = types::translate(
        &column.data_type,
        &mut Place {
            keyed,
            forms: options.forms(),
            path: path.join("data_type"),
            notes,
        },
    );
    let identity = column
        .identity
        .as_ref()
        .map(|identity| translate_identity(identity, path, notes));
    let nullability = nullability(column);
    let default = match (&identity, &column.generated) {
        (None, None) => defaults::translate(column, nullability, &data_type, path, notes),
        (Some(_), _) | (_, Some(_)) => None,
    };
    if matches!(data_type, DataType::Enum { .. })
        && nullability == Nullability::NotNull
        && default.is_none()
        && column.generated.is_none()
    {
        notes.warning(
            "model/enum-first-label",
            path.clone(),
            "an INSERT that omits the column is refused by PostgreSQL and stores the first label \
             on OceanBase",
            "give the value in every INSERT",
        );
    }
    Column {
        name: column.name.clone(),
        nullability,
        default,
        identity,
        // What it is computed from is translated when all columns are known.
        generated: None,
        on_update: OnUpdate::Unchanged,
        collation: translate_collation(column, &data_type, path, notes),
        comment: names::comment(column.comment.as_deref(), LONGEST_COMMENT, path, notes),
        data_type,
    }
}

/// Says whether a column may hold `NULL`, which its domain may refuse as well.
fn nullability(column: &Column) -> Nullability {
    if let DataType::Domain(domain) = &column.data_type {
        column.nullability.max(domain.nullability)
    } else {
        column.nullability
    }
}

fn translate_identity(identity: &Identity, path: &ObjectPath, notes: &mut Notes) -> Identity {
    let path = path.join("identity");
    match identity.generation {
        Generation::Always => notes.info(
            "model/identity-always",
            path.clone(),
            "OceanBase accepts values of one's own in a numbered column",
        ),
        Generation::ByDefault | Generation::Serial => {}
    }
    if identity.start != 1 {
        notes.info(
            "model/identity-start",
            path.clone(),
            format!(
                "the start {} is no part of the column on OceanBase; numbering goes on behind the \
                 largest value",
                identity.start
            ),
        );
    }
    if identity.increment != 1 {
        notes.warning(
            "model/identity-increment",
            path.clone(),
            format!(
                "the step {} is a setting of the session on OceanBase and becomes 1",
                identity.increment
            ),
            "set auto_increment_increment if the step matters",
        );
    }
    note_sequence(identity, &path, notes);
    NUMBERED
}

/// Notes what the sequence behind a numbered column says and OceanBase has no word for.
fn note_sequence(identity: &Identity, path: &ObjectPath, notes: &mut Notes) {
    let limits = &identity.limits;
    let starts_again = match limits.exhaustion {
        Exhaustion::Error => false,
        Exhaustion::Cycle => true,
    };
    if limits.minimum.is_some() || limits.maximum.is_some() || starts_again {
        notes.warning(
            "model/identity-limits",
            path.join("limits"),
            "OceanBase numbers up to the largest value of the type and then refuses: other limits \
             and starting again are lost",
            "add a check in the application if the limits matter",
        );
    }
    if limits.cache != 1 {
        notes.info(
            "model/identity-cache",
            path.join("limits"),
            "how many numbers are taken at once is a setting of the server on OceanBase",
        );
    }
    if let Some(name) = &identity.sequence {
        notes.info(
            "model/identity-sequence",
            path.join("sequence"),
            format!("there is no sequence {name} on OceanBase that a statement could ask"),
        );
    }
}

/// Gives every column of characters the collation that tells texts apart as PostgreSQL does.
fn translate_collation(
    column: &Column,
    data_type: &DataType,
    path: &ObjectPath,
    notes: &mut Notes,
) -> Option<String> {
    let plain = ["default", "C", "POSIX", "ucs_basic"];
    if let Some(name) = &column.collation
        && !plain.contains(&name.trim_start_matches("pg_catalog."))
    {
        notes.info(
            "model/collation-order",
            path.join("collation"),
            format!("texts sort by code point on OceanBase, not by {name}"),
        );
    }
    let folds = matches!(
        column.data_type.resolved(),
        DataType::Postgres(PostgresType::CiText)
    );
    let collation = if folds {
        FOLDING_COLLATION
    } else {
        EXACT_COLLATION
    };
    data_type.is_character().then(|| collation.to_owned())
}

/// Adds what the columns are computed from; a column whose expression OceanBase cannot have
/// becomes a plain one.
fn translate_generated(
    name: &Ident,
    table: &Table,
    columns: &mut Ordered<Column>,
    notes: &mut Notes,
) {
    for column in &table.columns {
        let Some(generated) = &column.generated else {
            continue;
        };
        let path = ObjectPath::column(name, &column.name).join("generated");
        let translated = generated_expression(table, column, generated, columns);
        match translated {
            Ok(expression) => {
                if let Some(translated) = columns.get_mut(&column.name) {
                    translated.generated = Some(Generated {
                        expression,
                        storage: generated.storage,
                    });
                }
            }
            Err((code, reason)) => notes.error(
                code,
                path,
                format!("the column is not computed any more, its values are copied: {reason}"),
                "compute it in the application, or in a form that both servers have",
            ),
        }
    }
}

/// Returns the expression of a generated column, or the code and the reason why there is none.
fn generated_expression(
    table: &Table,
    column: &Column,
    generated: &Generated,
    columns: &Ordered<Column>,
) -> Result<String, (&'static str, String)> {
    let mut primary = table.primary_key.iter().flat_map(|key| &key.columns);
    if primary.any(|key| *key == column.name) {
        // Error 3106 (measured on 4.3.5).
        let reason = "OceanBase has no primary key over it";
        return Err(("model/generated-in-key", reason.to_owned()));
    }
    let expression = translate_expression(table, columns, |types| {
        expression::translate(&generated.expression, types)
    })
    .map_err(|error| (error.code(), error.to_string()))?;
    let mut numbered = columns.iter().filter(|column| column.identity.is_some());
    match numbered.find(|numbered| mentions(&expression, &numbered.name)) {
        // Error 1235 (measured on 4.3.5).
        Some(numbered) => Err((
            "model/generated-from-identity",
            format!(
                "OceanBase computes nothing from the numbered column {}",
                numbered.name
            ),
        )),
        None => Ok(expression),
    }
}

/// Says whether a translated expression, which quotes every name, may use a column. A literal that
/// looks like the quoted name counts as well.
fn mentions(expression: &str, column: &Ident) -> bool {
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.ident(column);
    expression.contains(sql.finish().sql())
}

/// Translates an expression over the columns of a table, whose translations are in `columns`.
///
/// An expression that depends on the type of a column which OceanBase keeps in another form is
/// refused, since its values do not compare there as they do on PostgreSQL.
pub(super) fn translate_expression(
    table: &Table,
    columns: &Ordered<Column>,
    translate: impl FnOnce(&Types<'_>) -> Result<String, ExpressionError>,
) -> Result<String, ExpressionError> {
    let (other_form, labelled) = (RefCell::new(None), RefCell::new(None));
    let types = |name: &Ident| {
        let source = table.columns.get(name)?.data_type.resolved();
        let translated = columns.get(name).map(|column| &column.data_type);
        if !translated.is_some_and(|translated| compares_alike(source, translated)) {
            other_form.replace(Some(name.clone()));
        } else if matches!(source, DataType::Enum { .. }) {
            labelled.replace(Some(name.clone()));
        }
        Some(source.clone())
    };
    let translated = translate(&types)?;
    if let Some(name) = other_form.take() {
        return Err(ExpressionError::Untranslatable {
            construct: format!("the values of {name}, which are kept in another form,"),
        });
    }
    let orders = [" < ", " <= ", " > ", " >= "];
    if let Some(name) = labelled.take()
        && orders.iter().any(|operator| translated.contains(operator))
    {
        // OceanBase compares labels as texts, whatever their place in the list (measured on 4.3.5).
        return Err(ExpressionError::Untranslatable {
            construct: format!("the order of the labels of {name}"),
        });
    }
    Ok(translated)
}

/// Says whether the values of a PostgreSQL type compare with each other, and with constants, on
/// OceanBase as they do on PostgreSQL.
fn compares_alike(source: &DataType, translated: &DataType) -> bool {
    use DataType as T;
    use PostgresType as P;
    match source {
        T::Uuid => matches!(translated, T::Char { .. }),
        T::Numeric | T::Decimal { .. } => matches!(translated, T::Decimal { .. }),
        T::Enum { .. } => matches!(translated, T::Enum { .. }),
        T::Bit { .. } => matches!(translated, T::Bit { .. }),
        T::Time { zone, .. } => *zone == TimeZone::Without,
        T::Postgres(kind) => matches!(
            kind,
            P::Oid
                | P::Xid
                | P::Xid8
                | P::Cid
                | P::Money
                | P::Name
                | P::InternalChar
                | P::BpChar
                | P::CiText
        ),
        T::VarBit { .. }
        | T::Interval { .. }
        | T::Composite(_)
        | T::Array { .. }
        | T::Other { .. }
        | T::Vector { dimensions: None } => false,
        T::Boolean
        | T::Integer { .. }
        | T::Real
        | T::Double
        | T::ScaledFloat { .. }
        | T::Char { .. }
        | T::VarChar { .. }
        | T::Text { .. }
        | T::Binary { .. }
        | T::VarBinary { .. }
        | T::Blob { .. }
        | T::Date
        | T::Timestamp { .. }
        | T::Year
        | T::Json { .. }
        | T::Set { .. }
        | T::Domain(_)
        | T::Vector { .. }
        | T::Geometry { .. } => true,
    }
}

/// Brings a column that was read from OceanBase into canonical form.
pub(super) fn normalise(column: &Column, options: &TableOptions) -> Column {
    let data_type = types::normalise(&column.data_type);
    let collation = if data_type.is_character() {
        let collation = column.collation.as_ref().or(options.collation.as_ref());
        Some(collation.map_or_else(|| EXACT_COLLATION.to_owned(), Clone::clone))
    } else {
        None
    };
    let generated = column.generated.as_ref().map(|generated| Generated {
        expression: expression::canonical_oceanbase(&generated.expression)
            .unwrap_or_else(|_| generated.expression.trim().to_owned()),
        storage: generated.storage,
    });
    Column {
        name: column.name.clone(),
        nullability: column.nullability,
        // OceanBase repeats the expression of a generated column as its default (measured).
        default: match (&column.identity, &generated) {
            (None, None) => defaults::normalise(column.default.as_ref(), &data_type),
            (Some(_), _) | (_, Some(_)) => None,
        },
        identity: column.identity.as_ref().map(|_| NUMBERED),
        generated,
        on_update: column.on_update,
        collation,
        comment: column.comment.clone().filter(|text| !text.is_empty()),
        data_type,
    }
}
