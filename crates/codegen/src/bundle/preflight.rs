//! What is looked at before anything is done. Nothing is changed.

use obmigrate_model::plan::{Plan, TablePlan};
use obmigrate_model::sql::Writer;
use obmigrate_model::{Column, DataType, Dialect, Ident, Nullability, Table};

use super::name::Procedure;
use super::needs;
use super::script::Script;
use crate::render::oceanbase as render;

/// Writes the script. It lists everything it finds and ends with an error if that was anything.
pub(super) fn preflight(plan: &Plan) -> String {
    let mut script = Script::default();
    script.comment(&format!("obmigrate plan {}: preflight.", plan.run_id));
    script.comment(
        "Changes no table. Lists what stands in the way and ends with an error if it finds anything. \
         Can be run at any time before 10_create_temp, and as often as wanted.",
    );
    script.comment(&format!(
        "The plan was made for the schema with the fingerprint {}. Plain SQL compares the columns of \
         the tables that change; defaults, keys and rules it does not compare.",
        plan.base
    ));
    script.session();
    script.comment("Tables that have to be there, and names that have to be free.");
    needs::list_unmet(&mut script, &needs::of_plan(plan));
    script.write(|sql| {
        sql.kw("SET @obmigrate_found = @obmigrate_unmet");
    });
    for table in plan.tables() {
        if let Some(before) = &table.before {
            columns(&mut script, table, before);
        }
    }
    for preflight in &plan.preflight {
        script.blank();
        script.comment(&format!(
            "Rows that {} would lose, change or be refused for.",
            preflight.path
        ));
        script.write(|sql| {
            sql.kw("SET @obmigrate_rows = (");
            sql.expression(preflight.count.sql()).kw(")");
        });
        script.write(|sql| {
            sql.kw("SELECT ").string(preflight.path.as_str());
            sql.kw(" AS object, @obmigrate_rows AS rows_found");
        });
        if let Some(list) = &preflight.list {
            script.statement(list);
        }
        script.write(|sql| {
            sql.kw("SET @obmigrate_found = @obmigrate_found + @obmigrate_rows");
        });
    }
    script.blank();
    script.fail_unless_zero(
        &Procedure::new(plan, "preflight", 0),
        "@obmigrate_found",
        "obmigrate: the preflight found what is listed above",
    );
    script.finish()
}

/// Compares the columns of a table with those that the plan was made for.
fn columns(script: &mut Script, plan: &TablePlan, before: &Table) {
    script.blank();
    script.comment(&format!(
        "The columns of {}: lists those that are not as they were when the plan was made.",
        plan.original()
    ));
    let name = plan.original();
    script.write(|sql| {
        sql.kw("SELECT ").string(name.as_str());
        sql.kw(
            " AS `table`, place, name AS `column`, form, IF(SUM(n) > 0, 'planned for', 'found')",
        );
        sql.kw(" AS which");
        from_differing(sql, name, before);
        sql.kw(" ORDER BY place");
    });
    script.write(|sql| {
        sql.kw("SET @obmigrate_found = @obmigrate_found + (SELECT COUNT(*) FROM (SELECT place");
        from_differing(sql, name, before);
        sql.kw(") d)");
    });
}

fn from_differing(sql: &mut Writer, table: &Ident, before: &Table) {
    sql.kw(" FROM (");
    for (position, column) in before.columns.iter().enumerate() {
        sql.kw("SELECT ").expression(&(position + 1).to_string());
        sql.kw(" AS place, CAST(").string(column.name.as_str());
        sql.kw(" AS BINARY) AS name, CAST(")
            .string(&planned(column));
        sql.kw(" AS BINARY) AS form, 1 AS n UNION ALL ");
    }
    sql.kw("SELECT ordinal_position, CAST(column_name AS BINARY), CAST(CONCAT(IF(data_type IN (");
    sql.kw(
        "'char', 'varchar', 'binary', 'varbinary', 'decimal', 'datetime', 'timestamp', 'time'), ",
    );
    sql.kw("column_type, LOWER(SUBSTRING_INDEX(data_type, '(', 1))), ");
    sql.kw(
        "IF(is_nullable = 'YES', '', ' NOT NULL')) AS BINARY), -1 FROM information_schema.columns",
    );
    sql.kw(" WHERE table_schema = DATABASE() AND table_name = ")
        .string(table.as_str());
    sql.kw(" AND CAST(table_name AS BINARY) = CAST(")
        .string(table.as_str());
    sql.kw(" AS BINARY)) u GROUP BY place, name, form HAVING SUM(n) <> 0");
}

/// Spells a column as the query above does. The catalogue has widths behind whole numbers that say
/// nothing, so of most types only the word is compared.
fn planned(column: &Column) -> String {
    use DataType as T;
    let mut sql = Writer::new(Dialect::OceanBase);
    render::write_type(&mut sql, &column.data_type);
    let spelled = sql.finish().sql().replace(", ", ",");
    let form = match &column.data_type {
        T::Char { .. }
        | T::VarChar { .. }
        | T::Binary { .. }
        | T::VarBinary { .. }
        | T::Decimal { .. }
        | T::Timestamp { .. }
        | T::Time { .. } => spelled,
        T::Boolean
        | T::Integer { .. }
        | T::Numeric
        | T::Real
        | T::Double
        | T::Text { .. }
        | T::Blob { .. }
        | T::Bit { .. }
        | T::Date
        | T::Year
        | T::Uuid
        | T::Json { .. }
        | T::ScaledFloat { .. }
        | T::VarBit { .. }
        | T::Interval { .. }
        | T::Enum { .. }
        | T::Set { .. }
        | T::Domain(_)
        | T::Composite(_)
        | T::Array { .. }
        | T::Vector { .. }
        | T::Geometry { .. }
        | T::Postgres(_)
        | T::Other { .. } => {
            let word = |c: char| !c.is_ascii_alphanumeric() && c != '_';
            spelled
                .split(word)
                .next()
                .unwrap_or_default()
                .to_lowercase()
        }
    };
    match column.nullability {
        Nullability::Nullable => form,
        Nullability::NotNull => format!("{form} NOT NULL"),
    }
}
