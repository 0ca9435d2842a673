//! Parts of a schema in a few words.

use obmigrate_model::{
    Check, Column, ColumnDelta, Delta, ForeignKey, Generation, Ident, Identity, Index, IndexKey,
    Nullability, Pair, PrimaryKey, SortOrder, Table, Unique, Uniqueness,
};

use crate::Node;

/// Spells a delta with both sides.
pub(super) fn delta_words(delta: &Delta) -> String {
    match delta {
        Delta::AlterColumn { name, deltas } => {
            let attributes: Vec<_> = deltas.iter().map(column_delta_words).collect();
            format!("column {name}: {}", attributes.join("; "))
        }
        Delta::AddColumn { .. } | Delta::DropColumn { .. } => delta.to_string(),
        Delta::ReorderColumns { order } => {
            format!("{delta}: {} → {}", list(&order.before), list(&order.after))
        }
        Delta::PrimaryKey { key } => format!("{delta}: {}", sides(key, primary_key)),
        Delta::Unique { key, .. } => format!("{delta}: {}", sides(key, unique)),
        Delta::ForeignKey { key, .. } => format!("{delta}: {}", sides(key, foreign_key)),
        Delta::Check { check, .. } => format!("{delta}: {}", sides(check, check_words)),
        Delta::Index { index, .. } => format!("{delta}: {}", sides(index, index_words)),
        Delta::Comment { comment } => format!("{delta}: {}", sides(comment, quoted)),
    }
}

fn column_delta_words(delta: &ColumnDelta) -> String {
    match delta {
        ColumnDelta::DataType(_)
        | ColumnDelta::Nullability(_)
        | ColumnDelta::Default(_)
        | ColumnDelta::Collation(_) => delta.to_string(),
        ColumnDelta::Identity(pair) => format!("{delta}: {}", sides(pair, identity)),
        ColumnDelta::Comment(pair) => format!("{delta}: {}", sides(pair, quoted)),
    }
}

/// Spells what a whole table consists of.
pub(super) fn table_lines(table: &Table) -> Vec<String> {
    let Table {
        columns,
        primary_key: key,
        uniques,
        foreign_keys,
        checks,
        indexes,
        comment,
    } = table;
    let mut lines: Vec<String> = columns.iter().map(column).collect();
    lines.extend(
        key.iter()
            .map(|key| format!("primary key {}", primary_key(key))),
    );
    let uniques = uniques.iter();
    lines.extend(uniques.map(|(name, key)| format!("unique key {name} {}", unique(key))));
    let foreign_keys = foreign_keys.iter();
    lines
        .extend(foreign_keys.map(|(name, key)| format!("foreign key {name} {}", foreign_key(key))));
    let checks = checks.iter();
    lines.extend(checks.map(|(name, check)| format!("check {name} {}", check_words(check))));
    let indexes = indexes.iter();
    lines.extend(indexes.map(|(name, index)| format!("index {name} {}", index_words(index))));
    lines.extend(
        comment
            .iter()
            .map(|comment| format!("comment {}", quoted(comment))),
    );
    lines
}

/// Spells one side of a conflict.
pub(super) fn node_words(node: &Node) -> String {
    match node {
        Node::Table(table) => format!("table: {}", table_lines(table).join("; ")),
        Node::Column(side) => column(side),
        Node::ColumnOrder(names) => list(names),
        Node::DataType(data_type) => data_type.to_string(),
        Node::Nullability(Nullability::Nullable) => "nullable".to_owned(),
        Node::Nullability(Nullability::NotNull) => "not null".to_owned(),
        Node::Default(default) => {
            // The model spells a default in the words of a change.
            let pair = Pair {
                before: None,
                after: Some(default.clone()),
            };
            let words = ColumnDelta::Default(pair).to_string();
            words.replacen("default none → ", "", 1)
        }
        Node::Identity(side) => identity(side),
        Node::Collation(name) => name.clone(),
        Node::Comment(comment) => quoted(comment),
        Node::PrimaryKey(key) => primary_key(key),
        Node::Unique(key) => unique(key),
        Node::ForeignKey(key) => foreign_key(key),
        Node::Check(check) => check_words(check),
        Node::Index(index) => index_words(index),
    }
}

fn sides<T>(pair: &Pair<Option<T>>, words: fn(&T) -> String) -> String {
    match (&pair.before, &pair.after) {
        (Some(before), Some(after)) => format!("{} → {}", words(before), words(after)),
        (Some(only), None) | (None, Some(only)) => words(only),
        (None, None) => "none".to_owned(),
    }
}

fn list(names: &[Ident]) -> String {
    let names: Vec<_> = names.iter().map(Ident::as_str).collect();
    format!("({})", names.join(", "))
}

fn column(column: &Column) -> String {
    let added = Delta::AddColumn {
        column: column.clone(),
        position: 0,
    };
    added.to_string().replacen("add ", "", 1)
}

fn primary_key(key: &PrimaryKey) -> String {
    let name = key.name.as_ref();
    let name = name.map_or_else(String::new, |name| format!("{name} "));
    format!("{name}{}", list(&key.columns))
}

fn unique(key: &Unique) -> String {
    list(&key.columns)
}

fn foreign_key(key: &ForeignKey) -> String {
    format!(
        "{} references {} {}, on delete {}, on update {}",
        list(&key.columns),
        key.references.table,
        list(&key.references.columns),
        key.on_delete,
        key.on_update
    )
}

fn check_words(check: &Check) -> String {
    format!("({})", check.expression)
}

fn index_words(index: &Index) -> String {
    let parts = index.parts.iter().map(|part| {
        let mut words = match &part.key {
            IndexKey::Column(name) => name.to_string(),
            IndexKey::Expression(expression) => format!("({expression})"),
        };
        if let Some(prefix) = part.prefix {
            words = format!("{words} first {prefix} characters");
        }
        match part.order {
            SortOrder::Ascending => words,
            SortOrder::Descending => format!("{words} descending"),
        }
    });
    let parts: Vec<_> = parts.collect();
    let unique = match index.uniqueness {
        Uniqueness::NotUnique => "",
        Uniqueness::Unique => "unique ",
    };
    format!("{unique}({})", parts.join(", "))
}

fn quoted(text: &String) -> String {
    format!("'{text}'")
}

fn identity(identity: &Identity) -> String {
    let generation = match identity.generation {
        Generation::Always => "always",
        Generation::ByDefault => "by default",
    };
    let Identity {
        generation: _,
        start,
        increment,
    } = identity;
    format!("numbered {generation} from {start} by {increment}")
}
