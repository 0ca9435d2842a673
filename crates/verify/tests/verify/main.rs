//! Behaviour of the comparisons, with answers given by hand.

#[cfg(test)]
mod canonical;
#[cfg(test)]
mod constraints;
#[cfg(test)]
mod forms;
#[cfg(test)]
mod rows;
#[cfg(test)]
mod structure;

use obmigrate_model::plan::{Mapping, Source};
use obmigrate_model::{DataType, Ident, Value, Verdict};
use obmigrate_verify::Pair;
use obmigrate_verify::pair::Walk;

#[cfg(test)]
fn ident(name: &str) -> Ident {
    Ident::new(name).expect("a name")
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn same(name: &str, data_type: DataType) -> Mapping {
    Mapping {
        column: ident(name),
        data_type: data_type.clone(),
        source_column: ident(name),
        source_type: data_type,
    }
}

/// Pairs `t` with `t_tmp`: `id`, and `v`, which is the target's `w`.
fn pair(source: Source, key: &[&str]) -> Pair {
    let mut v = same("v", DataType::VarChar { length: 9 });
    v.column = ident("w");
    Pair {
        table: ident("t"),
        from: ident("t"),
        into: ident("t_tmp"),
        source,
        columns: vec![same("id", DataType::BIGINT), v],
        computed: vec![],
        key: key.iter().map(|name| ident(name)).collect(),
        walk: if key.is_empty() {
            Walk::WholeTable
        } else {
            Walk::Ranges
        },
    }
}

fn findings(verdict: &Verdict) -> Vec<String> {
    verdict
        .findings
        .iter()
        .chain(&verdict.not_verified)
        .map(|note| format!("{} {}: {}", note.code, note.path, note.reason))
        .collect()
}
