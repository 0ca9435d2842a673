//! Keys, constraints and indexes made of the three sides, attribute by attribute.

use obmigrate_model::{
    Check, Exclusion, ForeignKey, Ident, Index, IndexPart, ObjectPath, PrimaryKey, Reference,
    Unique,
};
use serde::Serialize;

use super::attributes;
use crate::Sides;
use crate::merge::choose::Choose;

pub(super) fn primary_key<C: Choose>(
    at: &ObjectPath,
    sides: Sides<&PrimaryKey>,
    choose: &mut C,
) -> PrimaryKey {
    attributes!(
        choose,
        at,
        sides,
        PrimaryKey {
            name,
            columns,
            include,
            deferral,
        }
    )
}

pub(super) fn unique<C: Choose>(at: &ObjectPath, sides: Sides<&Unique>, choose: &mut C) -> Unique {
    attributes!(
        choose,
        at,
        sides,
        Unique {
            columns,
            nulls,
            include,
            deferral,
            visibility,
            scope,
            comment,
        }
    )
}

/// Both ends of a foreign key belong together: their columns match one by one.
#[derive(Clone, PartialEq, Serialize)]
struct Ends {
    columns: Vec<Ident>,
    references: Reference,
}

pub(super) fn foreign_key<C: Choose>(
    at: &ObjectPath,
    sides: Sides<&ForeignKey>,
    choose: &mut C,
) -> ForeignKey {
    let ends = sides.map(|key| Ends {
        columns: key.columns.clone(),
        references: key.references.clone(),
    });
    let Ends {
        columns,
        references,
    } = choose.attribute(at, "references", ends.as_ref());
    ForeignKey {
        columns,
        references,
        on_delete: choose.attribute(at, "on_delete", sides.map(|side| &side.on_delete)),
        on_update: choose.attribute(at, "on_update", sides.map(|side| &side.on_update)),
        on_delete_columns: choose.attribute(
            at,
            "on_delete_columns",
            sides.map(|side| &side.on_delete_columns),
        ),
        match_type: choose.attribute(at, "match_type", sides.map(|side| &side.match_type)),
        deferral: choose.attribute(at, "deferral", sides.map(|side| &side.deferral)),
        validation: choose.attribute(at, "validation", sides.map(|side| &side.validation)),
        enforcement: choose.attribute(at, "enforcement", sides.map(|side| &side.enforcement)),
    }
}

pub(super) fn check<C: Choose>(at: &ObjectPath, sides: Sides<&Check>, choose: &mut C) -> Check {
    attributes!(
        choose,
        at,
        sides,
        Check {
            expression,
            validation,
            enforcement,
            inheritance,
        }
    )
}

pub(super) fn index<C: Choose>(at: &ObjectPath, sides: Sides<&Index>, choose: &mut C) -> Index {
    Index {
        parts: parts(at, sides, choose),
        uniqueness: choose.attribute(at, "uniqueness", sides.map(|side| &side.uniqueness)),
        nulls: choose.attribute(at, "nulls", sides.map(|side| &side.nulls)),
        method: choose.attribute(at, "method", sides.map(|side| &side.method)),
        predicate: choose.attribute(at, "predicate", sides.map(|side| &side.predicate)),
        include: choose.attribute(at, "include", sides.map(|side| &side.include)),
        visibility: choose.attribute(at, "visibility", sides.map(|side| &side.visibility)),
        scope: choose.attribute(at, "scope", sides.map(|side| &side.scope)),
        parameters: choose.attribute(at, "parameters", sides.map(|side| &side.parameters)),
        comment: choose.attribute(at, "comment", sides.map(|side| &side.comment)),
    }
}

/// Parts over the same keys in the same order are chosen attribute by attribute; otherwise the list
/// is one side's, since which order was meant cannot be told.
fn parts<C: Choose>(at: &ObjectPath, sides: Sides<&Index>, choose: &mut C) -> Vec<IndexPart> {
    let parts = sides.map(|index| index.parts.iter());
    let is_alike = sides.base.parts.len() == sides.desired.parts.len()
        && sides.base.parts.len() == sides.live.parts.len()
        && parts
            .base
            .clone()
            .zip(parts.desired.clone())
            .zip(parts.live.clone())
            .all(|((base, desired), live)| base.key == desired.key && base.key == live.key);
    if !is_alike {
        return choose.attribute(at, "parts", sides.map(|index| &index.parts));
    }
    let at = at.join("parts");
    let parts = parts.base.zip(parts.desired).zip(parts.live);
    parts
        .enumerate()
        .map(|(position, ((base, desired), live))| {
            let sides = Sides {
                base,
                desired,
                live,
            };
            part(&at.join(&position.to_string()), sides, choose)
        })
        .collect()
}

fn part<C: Choose>(at: &ObjectPath, sides: Sides<&IndexPart>, choose: &mut C) -> IndexPart {
    attributes!(
        choose,
        at,
        sides,
        IndexPart {
            key,
            order,
            nulls_order,
            prefix,
            operator_class,
            collation,
        }
    )
}

pub(super) fn exclusion<C: Choose>(
    at: &ObjectPath,
    sides: Sides<&Exclusion>,
    choose: &mut C,
) -> Exclusion {
    attributes!(
        choose,
        at,
        sides,
        Exclusion {
            method,
            parts,
            predicate,
            deferral,
        }
    )
}
