//! Types that schemas define, resolved to what they are made of.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use obmigrate_model::constraint::Validation;
use obmigrate_model::data_type::{Composite, Domain, Field, TypeName};
use obmigrate_model::expression::without_parentheses;
use obmigrate_model::schema::Consequence::Reported;
use obmigrate_model::{
    Check, DataType, DefaultValue, Dialect, Ident, Nullability, ObjectPath, Unmodelled,
};
use serde::Deserialize;

use super::query::{self, Oid, vanished};
use super::reading::Reading;
use crate::Error;
use crate::catalog::fields::odd;

/// What `format_type` writes for a type that was dropped meanwhile (source of `format_type.c`).
const DROPPED: &str = "???";
/// How many types may stand in each other. The server allows no circle, so this is never reached.
const DEPTH: u32 = 64;

#[derive(Deserialize)]
pub(super) struct Row {
    oid: Oid,
    schema: Ident,
    name: Ident,
    kind: String,
    element: Option<Oid>,
    base: Option<Oid>,
    base_spelling: Option<String>,
    is_not_null: bool,
    default_value: Option<String>,
    is_own: bool,
    labels: Option<Vec<String>>,
    checks: Option<Vec<CheckRow>>,
    fields: Option<Vec<FieldRow>>,
    range_of: Option<String>,
    comment: Option<String>,
}

#[derive(Deserialize)]
struct CheckRow {
    name: Ident,
    is_validated: bool,
    expression: Option<String>,
}

#[derive(Deserialize)]
struct FieldRow {
    name: Ident,
    #[serde(rename = "type")]
    oid: Oid,
    spelling: String,
}

/// Knows the types that are no plain ones of the server.
pub(super) struct Types {
    rows: BTreeMap<Oid, Row>,
    /// The types that a column has, or a part of its type.
    used: RefCell<BTreeSet<Oid>>,
}

impl Types {
    pub(super) fn new(rows: Vec<Row>) -> Self {
        Self {
            rows: rows.into_iter().map(|row| (row.oid, row)).collect(),
            used: RefCell::default(),
        }
    }

    /// Resolves the type of a column of a schema.
    pub(super) fn resolve(
        &self,
        home: &Ident,
        oid: Oid,
        spelling: &str,
    ) -> Result<DataType, Error> {
        self.resolve_within(home, oid, spelling, DEPTH)
    }

    fn resolve_within(
        &self,
        home: &Ident,
        oid: Oid,
        spelling: &str,
        depth: u32,
    ) -> Result<DataType, Error> {
        if spelling.contains(DROPPED) {
            return Err(vanished("a type has no name"));
        }
        let depth = depth
            .checked_sub(1)
            .ok_or_else(|| odd("a type contains itself"))?;
        let Some(row) = self.rows.get(&oid) else {
            return Ok(query::data_type(spelling));
        };
        self.used.borrow_mut().insert(oid);
        match row.kind.as_str() {
            "b" => self.array(home, row, spelling, depth),
            "e" => Ok(DataType::Enum {
                name: Some(type_name(home, row)),
                labels: row.labels.clone().unwrap_or_default(),
            }),
            "d" => self.domain(home, row, depth),
            "c" => self.composite(home, row, depth),
            _ => Ok(query::data_type(spelling)),
        }
    }

    fn array(
        &self,
        home: &Ident,
        row: &Row,
        spelling: &str,
        depth: u32,
    ) -> Result<DataType, Error> {
        match row
            .element
            .filter(|element| self.rows.contains_key(element))
        {
            // No user-defined element has parameters, so its own name is all there is to it.
            Some(element) => Ok(DataType::Array {
                element: Box::new(self.resolve_within(
                    home,
                    element,
                    element_of(spelling),
                    depth,
                )?),
            }),
            None => Ok(query::data_type(spelling)),
        }
    }

    fn domain(&self, home: &Ident, row: &Row, depth: u32) -> Result<DataType, Error> {
        let (Some(base), Some(spelling)) = (row.base, &row.base_spelling) else {
            return Err(odd("a domain rests on nothing"));
        };
        let mut domain = Domain {
            name: type_name(home, row),
            base: DataType::Boolean,
            nullability: nullability(row.is_not_null),
            default: row.default_value.clone().map(DefaultValue::Expression),
            checks: BTreeMap::new(),
        };
        let base = self.resolve_within(home, base, spelling, depth)?;
        if let DataType::Domain(inner) = base {
            domain.base = inner.base;
            if inner.nullability == Nullability::NotNull {
                domain.nullability = Nullability::NotNull;
            }
            // A level takes over the default of its base when it is made (measured on 15), and has
            // none if that was dropped since, so the inner one is not asked.
            domain.checks = inner.checks;
        } else {
            domain.base = base;
        }
        for check in row.checks.iter().flatten() {
            let expression = check
                .expression
                .as_deref()
                .ok_or_else(|| vanished("a check of a domain has no condition"))?;
            let found = Check {
                validation: if check.is_validated {
                    Validation::Validated
                } else {
                    Validation::NotValidated
                },
                ..Check::new(without_parentheses(Dialect::Postgres, expression))
            };
            let name = free_name(&domain.checks, row, &check.name)?;
            domain.checks.insert(name, found);
        }
        Ok(DataType::Domain(Box::new(domain)))
    }

    fn composite(&self, home: &Ident, row: &Row, depth: u32) -> Result<DataType, Error> {
        let field = |field: &FieldRow| {
            Ok(Field {
                name: field.name.clone(),
                data_type: self.resolve_within(home, field.oid, &field.spelling, depth)?,
            })
        };
        let fields = row.fields.iter().flatten().map(field);
        Ok(DataType::Composite(Composite {
            name: type_name(home, row),
            fields: fields.collect::<Result<_, Error>>()?,
        }))
    }

    /// Reports the types of the schemas that no column uses, and what the model does not hold of
    /// the others.
    pub(super) fn leave(self, reading: &mut Reading<'_>) -> Result<(), Error> {
        let used = self.used.borrow().clone();
        for row in self.rows.values().filter(|row| row.is_own) {
            let (kind, is_modelled) = match row.kind.as_str() {
                "e" => ("enum type", true),
                "d" => ("domain", true),
                "r" => ("range type", false),
                "b" => ("base type", false),
                // It comes with its range type.
                "m" => continue,
                _ => ("composite type", true),
            };
            let detail = if !is_modelled || !used.contains(&row.oid) {
                self.definition(row)?
            } else if let Some(comment) = &row.comment {
                format!("comment: {comment}")
            } else {
                continue;
            };
            let found = Unmodelled {
                kind: kind.to_owned(),
                path: ObjectPath::root().join("types").join(row.name.as_str()),
                detail,
                consequence: Reported,
                depends_on: Vec::new(),
            };
            reading.report_in(&row.schema, found);
        }
        Ok(())
    }

    /// Writes what the type is, and its comment.
    fn definition(&self, row: &Row) -> Result<String, Error> {
        let data_type = self.resolve(&row.schema, row.oid, row.name.as_str())?;
        let mut parts = match &row.range_of {
            Some(subtype) => vec![format!("range of {subtype}")],
            None => vec![data_type.to_string()],
        };
        if let DataType::Domain(domain) = data_type {
            if domain.nullability == Nullability::NotNull {
                parts.push("NOT NULL".to_owned());
            }
            if let Some(DefaultValue::Expression(default)) = &domain.default {
                parts.push(format!("DEFAULT {default}"));
            }
            let checks = domain.checks.iter();
            parts.extend(checks.map(|(name, check)| {
                let expression = &check.expression;
                format!("CONSTRAINT {name} CHECK ({expression})")
            }));
        }
        let comment = row.comment.as_ref();
        let comment = comment.map(|comment| format!("\ncomment: {comment}"));
        Ok(parts.join(" ") + &comment.unwrap_or_default())
    }
}

/// Names a check of a domain. Another level may have one of the same name, so that one gets the name
/// of its domain in front.
fn free_name(checks: &BTreeMap<Ident, Check>, row: &Row, name: &Ident) -> Result<Ident, Error> {
    if !checks.contains_key(name) {
        return Ok(name.clone());
    }
    Ident::new(format!("{}.{name}", row.name)).map_err(|_| odd("a name is empty"))
}

fn element_of(spelling: &str) -> &str {
    spelling.strip_suffix("[]").unwrap_or(spelling)
}

fn type_name(home: &Ident, row: &Row) -> TypeName {
    TypeName {
        schema: (row.schema != *home).then(|| row.schema.clone()),
        name: row.name.clone(),
    }
}

pub(super) const fn nullability(is_not_null: bool) -> Nullability {
    if is_not_null {
        Nullability::NotNull
    } else {
        Nullability::Nullable
    }
}
