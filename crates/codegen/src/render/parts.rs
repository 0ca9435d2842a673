//! Parts of statements that both dialects write alike.

use obmigrate_model::partition::BoundValue;
use obmigrate_model::sql::Writer;
use obmigrate_model::{ForeignKey, Ident, IndexKey};

/// Writes columns in parentheses.
pub(crate) fn columns(sql: &mut Writer, names: &[Ident]) {
    sql.paren(|sql| {
        sql.idents(names);
    });
}

/// Writes labels in parentheses.
pub(crate) fn labels(sql: &mut Writer, labels: &[String]) {
    sql.paren(|sql| {
        sql.comma(labels, |sql, label| {
            sql.string(label);
        });
    });
}

/// Writes a column, or an expression in parentheses.
pub(crate) fn key(sql: &mut Writer, key: &IndexKey) {
    match key {
        IndexKey::Column(column) => sql.ident(column),
        IndexKey::Expression(expression) => sql.paren(|sql| {
            sql.expression(expression);
        }),
    };
}

/// Writes `CONSTRAINT name FOREIGN KEY (…) REFERENCES parent (…)`, the parent under a name.
pub(crate) fn foreign_key(sql: &mut Writer, name: &Ident, key: &ForeignKey, parent: &Ident) {
    sql.kw("CONSTRAINT ").ident(name).kw(" FOREIGN KEY ");
    columns(sql, &key.columns);
    sql.kw(" REFERENCES ");
    if let Some(schema) = &key.references.schema {
        sql.ident(schema).kw(".");
    }
    sql.ident(parent).kw(" ");
    columns(sql, &key.references.columns);
}

/// Writes the values of a bound in parentheses.
pub(crate) fn bound(sql: &mut Writer, values: &[BoundValue]) {
    sql.paren(|sql| {
        sql.comma(values, bound_value);
    });
}

/// Writes one value of a bound.
pub(crate) fn bound_value(sql: &mut Writer, value: &BoundValue) {
    match value {
        BoundValue::Constant(constant) => sql.expression(constant),
        BoundValue::Minimum => sql.kw("MINVALUE"),
        BoundValue::Maximum => sql.kw("MAXVALUE"),
    };
}
