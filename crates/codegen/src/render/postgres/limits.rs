//! What a version of PostgreSQL cannot express.

use obmigrate_model::constraint::{Enforcement, Validation};
use obmigrate_model::index::{IndexMethod, IndexScope, Nulls, Visibility};
use obmigrate_model::partition::{PartitionBound, PartitionMethod};
use obmigrate_model::schema::{Access, Persistence};
use obmigrate_model::sql::Writer;
use obmigrate_model::{
    Check, Column, DefaultValue, Dialect, Exclusion, ForeignKey, Ident, Index, ObjectPath,
    OnUpdate, Partitioning, Schema, Storage, Table, Unique,
};

use super::types;
use crate::render::limits::Limits;

/// Reports every key that references a table which nobody can reference: a partitioned one (release
/// notes of 12).
pub(crate) fn check_references(schema: &Schema, limits: &mut Limits<'_>) {
    for (table_name, table) in &schema.tables {
        for (name, key) in &table.foreign_keys {
            let far = &key.references;
            let parent = schema.tables.get(&far.table);
            let parent = parent.filter(|_| far.schema.is_none());
            let is_split = parent.is_some_and(|parent| parent.partitioning.is_some());
            let path = ObjectPath::table(table_name).join("foreign_keys");
            let path = path.join(name.as_str());
            limits.since(
                12,
                is_split,
                &path,
                "keys that reference partitioned tables",
            );
        }
    }
}

/// Reports everything of a table that the server has no words for.
pub(crate) fn check_table(path: &ObjectPath, table: &Table, limits: &mut Limits<'_>) {
    for column in &table.columns {
        let path = path.join("columns").join(column.name.as_str());
        check_column(&path, column, limits);
    }
    if let Some(key) = &table.primary_key {
        let path = path.join("primary_key");
        check_include(&path, &key.include, &IndexMethod::BTree, limits);
    }
    for (name, unique) in &table.uniques {
        check_unique(&path.join("uniques").join(name.as_str()), unique, limits);
    }
    for (name, key) in &table.foreign_keys {
        let path = path.join("foreign_keys").join(name.as_str());
        check_foreign_key(&path, key, limits);
    }
    for (name, check) in &table.checks {
        check_check(&path.join("checks").join(name.as_str()), check, limits);
    }
    for (name, index) in &table.indexes {
        check_index(&path.join("indexes").join(name.as_str()), index, limits);
    }
    for (name, exclusion) in &table.exclusions {
        let path = path.join("exclusions").join(name.as_str());
        check_exclusion(&path, exclusion, limits);
    }
    if let Some(partitioning) = &table.partitioning {
        check_partitioned(path, table, limits);
        check_partitioning(&path.join("partitioning"), partitioning, limits);
    }
    let options = &table.options;
    let path = path.join("options");
    for (asked, feature) in [
        (
            options.access == Access::ReadOnly,
            "tables that are READ ONLY",
        ),
        (options.charset.is_some(), "tables with a character set"),
        (options.collation.is_some(), "tables with a collation"),
        (
            options.auto_increment.is_some(),
            "tables with a next number",
        ),
    ] {
        limits.lacks_if(asked, &path, feature);
    }
}

fn check_column(path: &ObjectPath, column: &Column, limits: &mut Limits<'_>) {
    let version = limits.target.version;
    if !types::write(
        &mut Writer::new(Dialect::Postgres),
        &column.data_type,
        version,
    ) {
        limits.lacks_type(path, &column.data_type);
    }
    let storage = column.generated.as_ref().map(|generated| generated.storage);
    let stored = storage == Some(Storage::Stored);
    limits.since(12, stored, path, "generated columns");
    let read = storage == Some(Storage::Virtual);
    limits.since(18, read, path, "virtual generated columns");
    let random = column.default == Some(DefaultValue::RandomUuid);
    limits.since(13, random, path, "gen_random_uuid");
    let touched = column.on_update != OnUpdate::Unchanged;
    limits.lacks_if(touched, path, "ON UPDATE for a column");
}

/// Reports columns that an index of its kind cannot carry along (release notes of 11, 12 and 14).
fn check_include(
    path: &ObjectPath,
    include: &[Ident],
    method: &IndexMethod,
    limits: &mut Limits<'_>,
) {
    let asked = !include.is_empty();
    match method {
        // Whether one of an extension can is not known.
        IndexMethod::BTree | IndexMethod::Other(_) => limits.since(11, asked, path, "INCLUDE"),
        IndexMethod::Gist => limits.since(12, asked, path, "INCLUDE for gist"),
        IndexMethod::SpGist => limits.since(14, asked, path, "INCLUDE for spgist"),
        IndexMethod::Hash
        | IndexMethod::Gin
        | IndexMethod::Brin
        | IndexMethod::FullText
        | IndexMethod::Spatial => limits.lacks_if(asked, path, "INCLUDE for indexes of this kind"),
    }
}

fn check_nulls(path: &ObjectPath, nulls: Nulls, limits: &mut Limits<'_>) {
    let same = nulls == Nulls::NotDistinct;
    limits.since(15, same, path, "NULLS NOT DISTINCT");
}

fn check_reach(
    path: &ObjectPath,
    visibility: Visibility,
    scope: IndexScope,
    limits: &mut Limits<'_>,
) {
    let hidden = visibility == Visibility::Invisible;
    limits.lacks_if(hidden, path, "invisible indexes");
    limits.lacks_if(scope == IndexScope::Global, path, "global indexes");
}

fn check_unique(path: &ObjectPath, unique: &Unique, limits: &mut Limits<'_>) {
    check_nulls(path, unique.nulls, limits);
    check_include(path, &unique.include, &IndexMethod::BTree, limits);
    check_reach(path, unique.visibility, unique.scope, limits);
}

fn check_foreign_key(path: &ObjectPath, key: &ForeignKey, limits: &mut Limits<'_>) {
    let some = !key.on_delete_columns.is_empty();
    limits.since(15, some, path, "actions for some of the columns");
    let idle = key.enforcement == Enforcement::NotEnforced;
    limits.since(18, idle, path, "NOT ENFORCED");
}

fn check_check(path: &ObjectPath, check: &Check, limits: &mut Limits<'_>) {
    let idle = check.enforcement == Enforcement::NotEnforced;
    limits.since(18, idle, path, "NOT ENFORCED");
}

fn check_method(path: &ObjectPath, method: &IndexMethod, limits: &mut Limits<'_>) {
    let foreign = matches!(method, IndexMethod::FullText | IndexMethod::Spatial);
    limits.lacks_if(foreign, path, "indexes of this kind");
}

fn check_index(path: &ObjectPath, index: &Index, limits: &mut Limits<'_>) {
    check_method(path, &index.method, limits);
    check_nulls(path, index.nulls, limits);
    check_include(path, &index.include, &index.method, limits);
    check_reach(path, index.visibility, index.scope, limits);
    let cut = index.parts.iter().any(|part| part.prefix.is_some());
    limits.lacks_if(cut, path, "indexes over a prefix");
}

fn check_exclusion(path: &ObjectPath, exclusion: &Exclusion, limits: &mut Limits<'_>) {
    check_method(path, &exclusion.method, limits);
}

/// Reports what a partitioned table cannot have although another one can (release notes).
fn check_partitioned(path: &ObjectPath, table: &Table, limits: &mut Limits<'_>) {
    let keyed = table.primary_key.is_some()
        || !table.uniques.is_empty()
        || !table.indexes.is_empty()
        || !table.foreign_keys.is_empty();
    limits.since(11, keyed, path, "partitioned tables with keys or indexes");
    // Until 17 the word was taken and meant nothing (release notes of 18).
    let unlogged = table.options.persistence == Persistence::Unlogged;
    let refused = unlogged && limits.target.version.major >= 18;
    limits.lacks_if(
        refused,
        &path.join("options"),
        "UNLOGGED partitioned tables",
    );
    let excluding = !table.exclusions.is_empty();
    limits.since(
        17,
        excluding,
        path,
        "partitioned tables with exclusion constraints",
    );
    for (name, key) in &table.foreign_keys {
        let path = path.join("foreign_keys").join(name.as_str());
        let late = key.validation == Validation::NotValidated;
        limits.since(18, late, &path, "NOT VALID for keys of partitioned tables");
    }
}

fn check_partitioning(path: &ObjectPath, partitioning: &Partitioning, limits: &mut Limits<'_>) {
    let known = match partitioning.method {
        PartitionMethod::RangeColumns | PartitionMethod::ListColumns => true,
        PartitionMethod::Hash => limits.target.version.major >= 11,
        PartitionMethod::Range | PartitionMethod::List | PartitionMethod::Key => false,
    };
    limits.lacks_if(!known, path, "partitions by such a rule");
    for partition in &partitioning.partitions {
        let path = path.join("partitions").join(partition.name.as_str());
        match &partition.bound {
            PartitionBound::Range { from, .. } => {
                limits.lacks_if(from.is_empty(), &path, "partitions without a lower bound");
            }
            PartitionBound::List { values } => {
                let several = values.iter().any(|value| value.len() != 1);
                limits.lacks_if(several, &path, "lists of several columns");
            }
            PartitionBound::Default => limits.since(11, true, &path, "DEFAULT partitions"),
            PartitionBound::Hash { .. } => {}
        }
        if let Some(inner) = &partition.partitioning {
            check_partitioning(&path, inner, limits);
        }
    }
}

#[cfg(test)]
mod tests {
    use obmigrate_model::{DataType, IndexKey, IndexPart, Reference, ServerVersion, Target};

    use super::*;

    fn ident(name: &str) -> Ident {
        Ident::new(name).unwrap()
    }

    fn found(major: u16, table: &Table) -> Vec<String> {
        let target = Target {
            dialect: Dialect::Postgres,
            version: ServerVersion {
                major,
                minor: 0,
                patch: 0,
            },
        };
        let mut schema = Schema::empty(Dialect::Postgres);
        schema.tables.insert(ident("t"), table.clone());
        let mut errors = Vec::new();
        let mut limits = Limits::new(target, &mut errors);
        check_table(&ObjectPath::table(&ident("t")), table, &mut limits);
        check_references(&schema, &mut limits);
        errors.iter().map(ToString::to_string).collect()
    }

    fn split() -> Table {
        Table {
            columns: [Column::new(ident("a"), DataType::INTEGER)]
                .into_iter()
                .collect(),
            partitioning: Some(Partitioning {
                method: PartitionMethod::ListColumns,
                key: vec![IndexKey::Column(ident("a"))],
                partitions: Vec::new(),
            }),
            ..Table::default()
        }
    }

    #[test]
    fn each_kind_of_index_carries_columns_along_from_a_version_on() {
        let check = |method: &IndexMethod, first: u16| {
            let mut index = Index::new(vec![IndexPart::column(ident("a"))]);
            index.method = method.clone();
            index.include = vec![ident("b")];
            let table = Table {
                indexes: [(ident("i"), index)].into(),
                ..Table::default()
            };
            for major in 10..=18 {
                let lacks = usize::from(major < first);
                assert_eq!(found(major, &table).len(), lacks, "{method:?} {major}");
            }
        };
        check(&IndexMethod::BTree, 11);
        check(&IndexMethod::Gist, 12);
        check(&IndexMethod::SpGist, 14);
        check(&IndexMethod::Hash, u16::MAX);
    }

    #[test]
    fn partitioned_tables_are_referenced_since_12() {
        let mut table = split();
        let reference = Reference::new(ident("t"), vec![ident("a")]);
        let key = ForeignKey::new(vec![ident("a")], reference);
        table.foreign_keys = [(ident("k"), key)].into();
        assert_eq!(
            found(11, &table),
            [
                "tables.t.foreign_keys.k: PostgreSQL 11.0.0 has no keys that reference partitioned tables"
            ]
        );
        assert_eq!(found(12, &table), Vec::<String>::new());
    }

    #[test]
    fn no_partitioned_table_is_unlogged_since_18() {
        let mut table = split();
        table.options.persistence = Persistence::Unlogged;
        assert_eq!(found(17, &table), Vec::<String>::new());
        assert_eq!(
            found(18, &table),
            ["tables.t.options: PostgreSQL 18.0.0 has no UNLOGGED partitioned tables"]
        );
    }
}
