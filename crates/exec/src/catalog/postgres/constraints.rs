//! Keys, checks and exclusions.

use obmigrate_model::constraint::{
    Deferral, Enforcement, ExclusionPart, Inheritance, MatchType, Validation,
};
use obmigrate_model::expression::without_parentheses;
use obmigrate_model::index::Nulls;
use obmigrate_model::schema::Consequence::{self, BlocksRebuild, Reported};
use obmigrate_model::{
    Check, Dialect, Exclusion, ForeignKey, Ident, ObjectPath, PrimaryKey, Reference,
    ReferentialAction, Unique,
};
use serde::Deserialize;

use super::indexes::{key, method};
use super::query::{Oid, vanished};
use super::reading::{Reading, Relation, Role};
use crate::Error;
use crate::catalog::fields::odd;

#[derive(Deserialize)]
pub(super) struct Row {
    relation: Oid,
    name: Ident,
    kind: String,
    is_deferrable: bool,
    is_deferred: bool,
    is_validated: bool,
    is_enforced: bool,
    is_not_inherited: bool,
    has_period: bool,
    columns: Option<Vec<Ident>>,
    far_relation: Option<Oid>,
    far_schema: Option<Ident>,
    far_table: Option<Ident>,
    far_columns: Option<Vec<Ident>>,
    on_update: String,
    on_delete: String,
    match_type: String,
    on_delete_columns: Option<Vec<Ident>>,
    expression: Option<String>,
    definition: Option<String>,
    nulls_not_distinct: Option<bool>,
    include: Option<Vec<Ident>>,
    method: Option<String>,
    predicate: Option<String>,
    has_predicate: bool,
    parameters: Option<Vec<String>>,
    parts: Option<Vec<Part>>,
    comment: Option<String>,
    index_comment: Option<String>,
}

#[derive(Deserialize)]
struct Part {
    column: Option<Ident>,
    expression: Option<String>,
    operator: String,
    is_special: bool,
}

pub(super) fn read(reading: &mut Reading<'_>, rows: Vec<Row>) -> Result<(), Error> {
    for row in rows {
        let Some(relation) = reading.relation(row.relation).cloned() else {
            continue;
        };
        match &relation.role {
            Role::Table => constraint(reading, &relation, row)?,
            Role::Partition { root } => {
                if let Some(table) = reading.relation(*root).cloned() {
                    of_partition(reading, &table, &relation, row);
                }
            }
            Role::Other { .. } | Role::LeftOut => {}
        }
    }
    Ok(())
}

/// Reports a constraint that one partition alone has.
fn of_partition(reading: &mut Reading<'_>, table: &Relation, partition: &Relation, row: Row) {
    let path = ObjectPath::table(&table.name)
        .join("partitions")
        .join(partition.name.as_str())
        .join("constraints")
        .join(row.name.as_str());
    let detail = row.definition.unwrap_or_default();
    let kind = "constraint of a single partition";
    reading.report(table, kind, path, detail, BlocksRebuild);
}

fn constraint(reading: &mut Reading<'_>, table: &Relation, row: Row) -> Result<(), Error> {
    row.report_what_is_not_modelled(reading, table);
    if row.has_period {
        let path = row.path(table);
        let detail = row.definition.unwrap_or_default();
        reading.report(table, "temporal key", path, detail, BlocksRebuild);
        return Ok(());
    }
    match row.kind.as_str() {
        "p" => primary_key(reading, row),
        "u" => unique(reading, row),
        "f" => return foreign_key(reading, table, row),
        "c" => return check(reading, row),
        "x" => return exclusion(reading, table, row),
        "n" => not_null(reading, table, row),
        _ => return Err(odd("a constraint of an unknown kind")),
    }
    Ok(())
}

impl Row {
    fn path(&self, table: &Relation) -> ObjectPath {
        let path = ObjectPath::table(&table.name);
        let group = match self.kind.as_str() {
            "p" => return path.join("primary_key"),
            "u" => "uniques",
            "f" => "foreign_keys",
            "c" => "checks",
            "n" => "not_nulls",
            _ => "exclusions",
        };
        path.join(group).join(self.name.as_str())
    }

    fn report_what_is_not_modelled(&self, reading: &mut Reading<'_>, table: &Relation) {
        let path = self.path(table);
        let mut report = |kind: &str, detail: &str, consequence: Consequence| {
            reading.report(table, kind, path.clone(), detail, consequence);
        };
        if let Some(comment) = self.comment.as_deref().filter(|_| self.kind != "u") {
            report("comment", comment, Reported);
        }
        if let Some(comment) = &self.index_comment {
            report("comment of the index behind a key", comment, Reported);
        }
        if let Some(parameters) = &self.parameters {
            let detail = parameters.join(", ");
            report("setting of the index behind a key", &detail, Reported);
        }
    }

    const fn deferral(&self) -> Deferral {
        match (self.is_deferrable, self.is_deferred) {
            (false, _) => Deferral::NotDeferrable,
            (true, false) => Deferral::InitiallyImmediate,
            (true, true) => Deferral::InitiallyDeferred,
        }
    }

    /// The server has no checked rows of what it does not enforce (manual of 18, `CREATE TABLE`), so
    /// there is nothing to say of them.
    const fn validation(&self) -> Validation {
        if self.is_validated || !self.is_enforced {
            Validation::Validated
        } else {
            Validation::NotValidated
        }
    }

    const fn enforcement(&self) -> Enforcement {
        if self.is_enforced {
            Enforcement::Enforced
        } else {
            Enforcement::NotEnforced
        }
    }
}

fn primary_key(reading: &mut Reading<'_>, row: Row) {
    let deferral = row.deferral();
    if let Some(table) = reading.table_mut(row.relation) {
        table.primary_key = Some(PrimaryKey {
            name: Some(row.name),
            columns: row.columns.unwrap_or_default(),
            include: row.include.unwrap_or_default(),
            deferral,
        });
    }
}

fn unique(reading: &mut Reading<'_>, row: Row) {
    let deferral = row.deferral();
    if let Some(table) = reading.table_mut(row.relation) {
        let unique = Unique {
            nulls: if row.nulls_not_distinct == Some(true) {
                Nulls::NotDistinct
            } else {
                Nulls::Distinct
            },
            include: row.include.unwrap_or_default(),
            deferral,
            comment: row.comment,
            ..Unique::new(row.columns.unwrap_or_default())
        };
        table.uniques.insert(row.name, unique);
    }
}

fn foreign_key(reading: &mut Reading<'_>, table: &Relation, row: Row) -> Result<(), Error> {
    let (Some(far), Some(far_schema), Some(far_table)) =
        (row.far_relation, &row.far_schema, &row.far_table)
    else {
        return Err(odd("a foreign key references nothing"));
    };
    let lost = match reading.relation(far).map(|far| &far.role) {
        Some(Role::Table) => None,
        Some(Role::LeftOut | Role::Other { .. }) => Some("foreign key to a table that is left out"),
        Some(Role::Partition { .. }) => Some("foreign key to a partition"),
        // What belongs to an extension is left out, too.
        None if reading.has_schema(far_schema) => Some("foreign key to a table that is left out"),
        None => None,
    };
    if let Some(kind) = lost {
        let path = row.path(table);
        let detail = row.definition.unwrap_or_default();
        reading.report(table, kind, path, detail, BlocksRebuild);
        return Ok(());
    }
    let key = ForeignKey {
        references: Reference {
            schema: (*far_schema != table.schema).then(|| far_schema.clone()),
            table: far_table.clone(),
            columns: row.far_columns.clone().unwrap_or_default(),
        },
        on_delete: action(&row.on_delete)?,
        on_update: action(&row.on_update)?,
        match_type: match row.match_type.as_str() {
            "s" => MatchType::Simple,
            "f" => MatchType::Full,
            _ => return Err(odd("a foreign key matches in an unknown way")),
        },
        deferral: row.deferral(),
        validation: row.validation(),
        enforcement: row.enforcement(),
        on_delete_columns: row.on_delete_columns.unwrap_or_default(),
        columns: row.columns.unwrap_or_default(),
    };
    if let Some(table) = reading.table_mut(row.relation) {
        table.foreign_keys.insert(row.name, key);
    }
    Ok(())
}

fn check(reading: &mut Reading<'_>, row: Row) -> Result<(), Error> {
    let expression = row
        .expression
        .as_deref()
        .ok_or_else(|| vanished("a check has no condition"))?;
    let check = Check {
        expression: without_parentheses(Dialect::Postgres, expression).to_owned(),
        validation: row.validation(),
        enforcement: row.enforcement(),
        inheritance: if row.is_not_inherited {
            Inheritance::NotInherited
        } else {
            Inheritance::Inherited
        },
    };
    if let Some(table) = reading.table_mut(row.relation) {
        table.checks.insert(row.name, check);
    }
    Ok(())
}

fn exclusion(reading: &mut Reading<'_>, table: &Relation, row: Row) -> Result<(), Error> {
    let deferral = row.deferral();
    if row.has_predicate && row.predicate.is_none() {
        return Err(vanished("an exclusion has no predicate"));
    }
    let rows = row.parts.unwrap_or_default();
    let is_special = rows.iter().any(|part| part.is_special) || row.include.is_some();
    if is_special {
        let path = ObjectPath::table(&table.name)
            .join("exclusions")
            .join(row.name.as_str());
        let kind = "exclusion constraint with more than operators";
        let detail = row.definition.unwrap_or_default();
        reading.report(table, kind, path, detail, BlocksRebuild);
    }
    let mut parts = Vec::new();
    for part in rows {
        parts.push(ExclusionPart {
            key: key(part.column, part.expression)?,
            operator: part.operator,
        });
    }
    let exclusion = Exclusion {
        method: method(row.method.as_deref().unwrap_or_default()),
        parts,
        predicate: row
            .predicate
            .map(|text| without_parentheses(Dialect::Postgres, &text).to_owned()),
        deferral,
    };
    if let Some(table) = reading.table_mut(row.relation) {
        table.exclusions.insert(row.name, exclusion);
    }
    Ok(())
}

/// Reports a `NOT NULL` of 18 that is more than a flag of its column.
fn not_null(reading: &mut Reading<'_>, table: &Relation, row: Row) {
    let columns: Vec<&str> = row.columns.iter().flatten().map(Ident::as_str).collect();
    let column = columns.join(", ");
    let path = row.path(table);
    if !row.is_validated {
        let kind = "NOT NULL that is not validated";
        reading.report(table, kind, path.clone(), column.as_str(), Reported);
    }
    if row.is_not_inherited {
        let kind = "NOT NULL that is not inherited";
        reading.report(table, kind, path, column, Reported);
    }
}

/// Reads `confdeltype` and `confupdtype` (manual, `pg_constraint`).
fn action(letter: &str) -> Result<ReferentialAction, Error> {
    match letter {
        "a" => Ok(ReferentialAction::NoAction),
        "r" => Ok(ReferentialAction::Restrict),
        "c" => Ok(ReferentialAction::Cascade),
        "n" => Ok(ReferentialAction::SetNull),
        "d" => Ok(ReferentialAction::SetDefault),
        _ => Err(odd("a foreign key does something unknown")),
    }
}
