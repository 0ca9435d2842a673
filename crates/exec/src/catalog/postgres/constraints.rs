//! Keys and checks.

use obmigrate_model::schema::Consequence::{BlocksRebuild, Reported};
use obmigrate_model::{
    Check, ForeignKey, Ident, ObjectPath, PrimaryKey, Reference, ReferentialAction, Unique,
};

use super::Reading;
use crate::Error;
use crate::catalog::fields::{Fields, odd};
use crate::catalog::without_parentheses;

/// Writes the query for a server's version (manual, release notes of 11, 15 and 18).
pub(super) fn query(version: u16) -> String {
    const DELETE_COLUMNS: &str = "con.confdelsetcols IS NOT NULL";
    let since = |first: u16, there, before| if version >= first { there } else { before };
    include_str!("constraints.sql")
        .replace("{conparentid}", since(11, "con.conparentid", "0"))
        .replace("{delset}", since(15, DELETE_COLUMNS, "false"))
        .replace(
            "{nullsnotdistinct}",
            since(15, "i.indnullsnotdistinct", "false"),
        )
        .replace("{conenforced}", since(18, "con.conenforced", "true"))
}

struct Constraint {
    table: Ident,
    name: Ident,
    kind: String,
    is_deferrable: bool,
    is_validated: bool,
    is_enforced: bool,
    far_schema: Option<Ident>,
    far_table: Option<Ident>,
    on_update: String,
    on_delete: String,
    match_type: String,
    deletes_some_columns: bool,
    nulls_not_distinct: bool,
    check: Option<String>,
    definition: String,
    columns: Vec<Ident>,
    far_columns: Vec<Ident>,
}

pub(super) fn read(reading: &mut Reading, mut row: Fields, schema: &Ident) -> Result<(), Error> {
    let constraint = Constraint {
        table: row.name()?,
        name: row.name()?,
        kind: row.text()?,
        is_deferrable: row.truth()?,
        is_validated: row.truth()?,
        is_enforced: row.truth()?,
        far_schema: row.optional_name()?,
        far_table: row.optional_name()?,
        on_update: row.text()?,
        on_delete: row.text()?,
        match_type: row.text()?,
        deletes_some_columns: row.truth()?,
        nulls_not_distinct: row.truth()?,
        check: row.optional_text()?,
        definition: row.text()?,
        columns: row.names()?,
        far_columns: row.names()?,
    };
    if !reading.tables.contains_key(&constraint.table) {
        return Ok(());
    }
    match constraint.kind.as_str() {
        "p" => key(reading, constraint, "primary key"),
        "u" => key(reading, constraint, "unique key"),
        "f" => foreign_key(reading, constraint, schema),
        "c" => check(reading, constraint),
        "x" => {
            let path = constraint.path("exclusions");
            reading.report(
                "exclusion constraint",
                path,
                constraint.definition,
                BlocksRebuild,
            );
            Ok(())
        }
        _ => Err(odd("a constraint of an unknown kind")),
    }
}

impl Constraint {
    fn path(&self, group: &str) -> ObjectPath {
        ObjectPath::table(&self.table)
            .join(group)
            .join(self.name.as_str())
    }
}

fn key(reading: &mut Reading, found: Constraint, kind: &str) -> Result<(), Error> {
    let is_primary = found.kind == "p";
    let path = if is_primary {
        ObjectPath::table(&found.table).join("primary_key")
    } else {
        found.path("uniques")
    };
    if found.nulls_not_distinct {
        reading.report(
            "unique key over NULLs",
            path,
            found.definition,
            BlocksRebuild,
        );
        return Ok(());
    }
    if found.is_deferrable {
        let kind = format!("deferrable {kind}");
        reading.report(&kind, path, found.definition, Reported);
    }
    let columns = found.columns;
    if let Some(table) = reading.tables.get_mut(&found.table) {
        if is_primary {
            table.primary_key = Some(PrimaryKey {
                name: Some(found.name),
                columns,
            });
        } else {
            table.uniques.insert(found.name, Unique { columns });
        }
    }
    Ok(())
}

fn foreign_key(reading: &mut Reading, found: Constraint, schema: &Ident) -> Result<(), Error> {
    let path = found.path("foreign_keys");
    let (Some(far_schema), Some(far_table)) = (&found.far_schema, &found.far_table) else {
        return Err(odd("a foreign key references nothing"));
    };
    let lost = if far_schema != schema {
        Some("foreign key to another schema")
    } else if !reading.tables.contains_key(far_table) {
        Some("foreign key to a table that is left out")
    } else if found.deletes_some_columns {
        Some("foreign key that clears some columns")
    } else if !found.is_enforced {
        Some("foreign key that is not enforced")
    } else {
        None
    };
    if let Some(kind) = lost {
        reading.report(kind, path, found.definition, BlocksRebuild);
        return Ok(());
    }
    let oddities = [
        (found.is_deferrable, "deferrable foreign key"),
        (!found.is_validated, "foreign key that is not validated"),
        (found.match_type == "f", "foreign key with MATCH FULL"),
    ];
    for (_, kind) in oddities.iter().filter(|(holds, _)| *holds) {
        reading.report(kind, path.clone(), found.definition.as_str(), Reported);
    }
    let references = Reference {
        table: far_table.clone(),
        columns: found.far_columns,
    };
    let on_delete = action(&found.on_delete)?;
    let on_update = action(&found.on_update)?;
    if let Some(table) = reading.tables.get_mut(&found.table) {
        table.foreign_keys.insert(
            found.name,
            ForeignKey {
                columns: found.columns,
                references,
                on_delete,
                on_update,
            },
        );
    }
    Ok(())
}

fn check(reading: &mut Reading, found: Constraint) -> Result<(), Error> {
    let path = found.path("checks");
    if !found.is_enforced {
        reading.report(
            "check that is not enforced",
            path,
            found.definition,
            BlocksRebuild,
        );
        return Ok(());
    }
    if !found.is_validated {
        let detail = found.definition.as_str();
        reading.report("check that is not validated", path, detail, Reported);
    }
    // A concurrent DROP makes the expression NULL instead of failing; the next attempt sees it gone.
    let expression = found
        .check
        .ok_or_else(|| odd("a check has no condition").with_server(super::INTERNAL_ERROR, ""))?;
    if let Some(table) = reading.tables.get_mut(&found.table) {
        let expression = without_parentheses(&expression).to_owned();
        table.checks.insert(found.name, Check { expression });
    }
    Ok(())
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
