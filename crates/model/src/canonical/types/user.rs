//! Types that a schema defines, and lists of values.

use super::super::options::{DocumentForm, EnumForm};
use super::{JSON, Place, text};
use crate::{DataType, Nullability};

/// Characters of a label on OceanBase 4.3.5 (measured).
const LONGEST_LABEL: usize = 255;
/// Labels that an `enum` of OceanBase 4.3.5 may have for certain; somewhat more is error 4019
/// (measured).
const MOST_LABELS: usize = 9_500;

/// Keeps an enumerated type, or makes text of it by choice or where OceanBase cannot have it.
pub(super) fn enumeration(labels: &[String], place: &mut Place<'_>) -> DataType {
    let longest = labels.iter().map(|label| label.chars().count()).max();
    let obstacle = if labels.is_empty() {
        Some("has no labels".to_owned())
    } else if labels.len() > MOST_LABELS {
        Some(format!(
            "has {} labels, OceanBase allows {MOST_LABELS}",
            labels.len()
        ))
    } else if longest > Some(LONGEST_LABEL) {
        Some(format!(
            "has a label of more than {LONGEST_LABEL} characters"
        ))
    } else if labels.iter().any(|label| label.ends_with(' ')) {
        // OceanBase drops the blanks, and 'a' and 'a ' are error 1291 (measured).
        Some("has a label that ends with a blank".to_owned())
    } else {
        None
    };
    let cause = match (place.forms.enumeration, obstacle) {
        (EnumForm::Enum, None) => {
            return DataType::Enum {
                name: None,
                labels: labels.to_vec(),
            };
        }
        (EnumForm::Text, None) => "is kept as text by choice".to_owned(),
        (EnumForm::Enum | EnumForm::Text, Some(obstacle)) => obstacle,
    };
    let length = longest.and_then(|longest| u32::try_from(longest).ok());
    let becomes = DataType::VarChar {
        length: length.unwrap_or(1).max(1),
    };
    place.warning(
        "model/enum-becomes-varchar",
        format!(
            "the enumerated type {cause} and becomes {becomes}: other texts are not refused, and \
             it sorts by its characters"
        ),
        "add a check if the labels matter",
    );
    becomes
}

/// Keeps a composite value or a list in one document.
pub(super) fn compound(data_type: &DataType, place: &mut Place<'_>) -> DataType {
    if has_conditions(data_type) {
        place.warning(
            "model/nested-domain",
            format!("the conditions of the domains inside {data_type} are lost"),
            "check the values in the application",
        );
    }
    match place.forms.compound {
        DocumentForm::Text => {
            let becomes = text(place);
            place.kept_as_text(data_type, becomes)
        }
        DocumentForm::Json => {
            let lost = if matches!(data_type, DataType::Array { .. }) {
                "where its subscripts begin and the digits of long numbers are lost"
            } else {
                "the types of its fields and the digits of long numbers are lost"
            };
            place.warning(
                "model/compound-becomes-json",
                format!("{data_type} becomes json: {lost}"),
                "choose text for the column if that matters",
            );
            JSON
        }
    }
}

fn has_conditions(data_type: &DataType) -> bool {
    if let DataType::Array { element } = data_type {
        has_conditions(element)
    } else if let DataType::Composite(composite) = data_type {
        let mut fields = composite.fields.iter();
        fields.any(|field| has_conditions(&field.data_type))
    } else if let DataType::Domain(domain) = data_type {
        domain.nullability == Nullability::NotNull
            || !domain.checks.is_empty()
            || has_conditions(&domain.base)
    } else {
        false
    }
}
