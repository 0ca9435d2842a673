//! Which tables must, and must not, be there.

use std::collections::BTreeMap;

use obmigrate_model::Ident;
use obmigrate_model::plan::{Action, Need, Plan, Step};
use obmigrate_model::sql::Writer;

use super::name::Procedure;
use super::script::Script;

/// How many names one query asks for.
const AT_ONCE: usize = 200;

/// Whether tables have to be there (`true`) or must not be, by name.
pub(super) type Tables<'a> = BTreeMap<&'a Ident, bool>;

/// Collects what steps need when the first of them begins: the first to name a table decides, since
/// the others see what those before them did.
pub(super) fn of_steps<'a>(steps: impl IntoIterator<Item = &'a Step>) -> Tables<'a> {
    let mut tables = Tables::new();
    for step in steps {
        for need in &step.needs {
            match need {
                Need::Table(name) => drop(tables.entry(name).or_insert(true)),
                Need::NoTable(name) => drop(tables.entry(name).or_insert(false)),
                Need::Validated | Need::ApplicationStopped | Need::Accepted => {}
            }
        }
        match &step.forward {
            Action::Copy(copy) if copy.source == obmigrate_model::plan::Source::SameServer => {
                tables.entry(&copy.from).or_insert(true);
            }
            Action::CarryCounter { from, to } => {
                tables.entry(from).or_insert(true);
                tables.entry(to).or_insert(true);
            }
            Action::Copy(_) | Action::Statements(_) | Action::Rename(_) => {}
        }
    }
    tables
}

/// Collects what a whole plan needs before it begins.
pub(super) fn of_plan(plan: &Plan) -> Tables<'_> {
    let mut steps: Vec<&Step> = plan.groups.iter().flat_map(|group| &group.steps).collect();
    steps.sort_by_key(|step| step.id);
    of_steps(steps)
}

/// Lists each unmet need and counts them in `@obmigrate_unmet`.
pub(super) fn list_unmet(script: &mut Script, tables: &Tables<'_>) {
    script.write(|sql| {
        sql.kw("SET @obmigrate_unmet = 0");
    });
    let tables: Vec<(&&Ident, &bool)> = tables.iter().collect();
    for some in tables.chunks(AT_ONCE) {
        script.write(|sql| {
            sql.kw("SELECT needed.name AS `table`, IF(needed.there, 'has to be there', ");
            sql.kw("'must not be there') AS problem");
            from_unmet(sql, some);
        });
        script.write(|sql| {
            sql.kw("SET @obmigrate_unmet = @obmigrate_unmet + (SELECT COUNT(*)");
            from_unmet(sql, some);
            sql.kw(")");
        });
    }
}

/// Ends the script with an error if a need is not met.
pub(super) fn check(script: &mut Script, procedure: &Procedure, tables: &Tables<'_>) {
    if tables.is_empty() {
        return;
    }
    list_unmet(script, tables);
    script.fail_unless_zero(
        procedure,
        "@obmigrate_unmet",
        "obmigrate: not begun, a table is missing or in the way",
    );
    script.blank();
}

fn from_unmet(sql: &mut Writer, tables: &[(&&Ident, &bool)]) {
    sql.kw(" FROM (")
        .separated(" UNION ALL ", tables, |sql, (name, there)| {
            sql.kw("SELECT ").string(name.as_str()).kw(" AS name, ");
            sql.kw(if **there { "1" } else { "0" }).kw(" AS there");
        });
    sql.kw(") needed LEFT JOIN information_schema.tables found");
    sql.kw(" ON found.table_schema = DATABASE() AND ");
    // The catalogue compares without case, accents and emojis (OceanBase 4.3.5, measured).
    sql.kw("CAST(found.table_name AS BINARY) = CAST(needed.name AS BINARY)");
    sql.kw(" WHERE (found.table_name IS NOT NULL) <> needed.there");
}

/// Writes a condition: the table is there.
pub(super) fn is_there(sql: &mut Writer, name: &Ident) {
    sql.kw("EXISTS (SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE()");
    sql.kw(" AND CAST(table_name AS BINARY) = CAST(");
    sql.string(name.as_str()).kw(" AS BINARY))");
}
