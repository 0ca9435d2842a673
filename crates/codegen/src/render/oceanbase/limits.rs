//! What OceanBase 4 in MySQL mode cannot express.

use obmigrate_model::constraint::{Deferral, Enforcement, Inheritance, MatchType, Validation};
use obmigrate_model::index::{IndexMethod, Nulls};
use obmigrate_model::partition::PartitionBound;
use obmigrate_model::schema::Persistence;
use obmigrate_model::sql::Writer;
use obmigrate_model::{
    Check, Column, DataType, Dialect, ForeignKey, Generation, Ident, Identity, Index, IndexKey,
    ObjectPath, Partitioning, ReferentialAction, SortOrder, Table, Unique,
};

use super::indexes::{PARSER, PARSER_PROPERTIES, has_expression, is_vector};
use super::{capabilities, types};
use crate::render::limits::Limits;

/// Is what the server lacks where [`is_misread`] says so.
pub(crate) const ADDED_BY_NAME: &str =
    "way to add an index or a constraint to a table, or a key to a column, with ` in its name";

/// Says whether a name breaks the statements that the server itself makes of it when an index, a
/// check or a foreign key is added to a table (error 1064, and the foreign key stays; measured on
/// 4.3.5). `CREATE TABLE` with all of them inside is not affected.
pub(crate) fn is_misread(name: &Ident) -> bool {
    name.as_str().contains('`')
}

/// Says whether indexes cannot be added to a table that has rows: the server's own statement that
/// fills them does not double the backtick of a name (error 1064; 4.3.5, measured for the table's, the
/// index's columns and those of the primary key, which stand in every index). On an empty table
/// nothing is filled.
pub(crate) fn are_indexes_misread(name: &Ident, table: &Table) -> bool {
    is_misread(name) || table.columns.names().any(is_misread)
}

/// Says whether [`is_misread`] holds for a name in the statement that adds a foreign key.
pub(crate) fn is_key_misread(table: &Ident, key: &ForeignKey, parent: &Ident) -> bool {
    let columns = key.columns.iter().chain(&key.references.columns);
    [table, parent].into_iter().chain(columns).any(is_misread)
}

/// Reports everything of a table that the server has no words for, or takes and forgets.
pub(crate) fn check_table(path: &ObjectPath, table: &Table, limits: &mut Limits<'_>) {
    for column in &table.columns {
        let path = path.join("columns").join(column.name.as_str());
        check_column(&path, column, limits);
    }
    if let Some(key) = &table.primary_key {
        let path = path.join("primary_key");
        limits.lacks_if(key.name.is_some(), &path, "name for a primary key");
        let more = !key.include.is_empty();
        limits.lacks_if(more, &path, "primary key with further columns");
        check_deferral(&path, key.deferral, limits);
    }
    for (name, unique) in &table.uniques {
        check_unique(&path.join("uniques").join(name.as_str()), unique, limits);
    }
    for (name, key) in &table.foreign_keys {
        let path = path.join("foreign_keys").join(name.as_str());
        check_foreign_key(&path, key, limits);
    }
    for (name, check) in &table.checks {
        let path = path.join("checks").join(name.as_str());
        check_check(&path, check, limits);
        limits.lacks_if(
            names_numbered(table, check),
            &path,
            "checks of a column that numbers itself",
        );
    }
    for (name, index) in &table.indexes {
        check_index(&path.join("indexes").join(name.as_str()), index, limits);
    }
    for name in table.exclusions.keys() {
        let path = path.join("exclusions").join(name.as_str());
        limits.lacks(&path, "exclusion constraints");
    }
    if let Some(partitioning) = &table.partitioning {
        check_partitioning(&path.join("partitioning"), partitioning, limits);
    }
    limits.lacks_if(
        table.options.persistence == Persistence::Unlogged,
        &path.join("options"),
        "unlogged tables",
    );
}

fn check_column(path: &ObjectPath, column: &Column, limits: &mut Limits<'_>) {
    if !types::write(&mut Writer::new(Dialect::OceanBase), &column.data_type) {
        limits.lacks_type(path, &column.data_type);
    }
    let is_vector = matches!(column.data_type, DataType::Vector { .. });
    limits.since_version(capabilities::VECTORS, is_vector, path, "vectors");
    if let Some(identity) = &column.identity {
        // Which number comes first is an option of the table.
        let plain = Identity::new(Generation::ByDefault);
        limits.lacks_if(
            *identity != plain,
            &path.join("identity"),
            "AUTO_INCREMENT with a start, a step, limits or a sequence of its own",
        );
    }
    // Errors 1067 and 1101 (measured); the parenthesised expressions of MySQL 8 are refused too.
    limits.lacks_if(
        column.default.is_some() && is_long(&column.data_type),
        &path.join("default"),
        "default for a column of this type",
    );
}

/// Says whether the values of a type may be kept beside their rows. Such a column has no default.
pub(crate) const fn is_long(data_type: &DataType) -> bool {
    matches!(
        data_type,
        DataType::Text { .. }
            | DataType::Blob { .. }
            | DataType::Json { .. }
            | DataType::Geometry { .. }
            | DataType::Vector { .. }
            | DataType::Array { .. }
    )
}

fn check_unique(path: &ObjectPath, unique: &Unique, limits: &mut Limits<'_>) {
    check_nulls(path, unique.nulls, limits);
    check_deferral(path, unique.deferral, limits);
}

fn check_nulls(path: &ObjectPath, nulls: Nulls, limits: &mut Limits<'_>) {
    let same = nulls == Nulls::NotDistinct;
    limits.lacks_if(same, path, "unique keys in which NULLs are the same");
}

fn check_deferral(path: &ObjectPath, deferral: Deferral, limits: &mut Limits<'_>) {
    let deferrable = deferral != Deferral::NotDeferrable;
    limits.lacks_if(deferrable, path, "deferrable constraints");
}

fn check_foreign_key(path: &ObjectPath, key: &ForeignKey, limits: &mut Limits<'_>) {
    check_deferral(path, key.deferral, limits);
    let sets_default = [key.on_delete, key.on_update].contains(&ReferentialAction::SetDefault);
    let some_columns = !key.on_delete_columns.is_empty();
    for (asked, feature) in [
        (sets_default, "SET DEFAULT"),
        (some_columns, "SET NULL for some of the columns"),
        (key.match_type == MatchType::Full, "MATCH FULL"),
        (
            key.validation == Validation::NotValidated,
            "foreign keys that old rows may break",
        ),
        (
            key.enforcement == Enforcement::NotEnforced,
            "foreign keys that are not enforced",
        ),
    ] {
        limits.lacks_if(asked, path, feature);
    }
}

fn check_check(path: &ObjectPath, check: &Check, limits: &mut Limits<'_>) {
    let old_rows =
        check.validation == Validation::NotValidated && check.enforcement == Enforcement::Enforced;
    limits.lacks_if(old_rows, path, "checks that old rows may break");
    let alone = check.inheritance == Inheritance::NotInherited;
    limits.lacks_if(alone, path, "NO INHERIT");
}

/// Says whether a check names the column that numbers itself, as the server writes names (error
/// 3818, measured).
fn names_numbered(table: &Table, check: &Check) -> bool {
    let mut numbered = table
        .columns
        .iter()
        .filter(|column| column.identity.is_some());
    numbered.any(|column| {
        let mut sql = Writer::new(Dialect::OceanBase);
        sql.ident(&column.name);
        check.expression.contains(sql.finish().sql())
    })
}

fn check_index(path: &ObjectPath, index: &Index, limits: &mut Limits<'_>) {
    check_nulls(path, index.nulls, limits);
    limits.lacks_if(index.predicate.is_some(), path, "partial indexes");
    let known = match &index.method {
        IndexMethod::BTree | IndexMethod::Hash | IndexMethod::FullText | IndexMethod::Spatial => {
            true
        }
        IndexMethod::Gin | IndexMethod::Gist | IndexMethod::SpGist | IndexMethod::Brin => false,
        method @ IndexMethod::Other(_) => is_vector(method),
    };
    limits.lacks_if(!known, path, "indexes of this kind");
    for (first, asked, feature) in [
        (
            capabilities::EXPRESSION_INDEXES,
            has_expression(index),
            "indexes over expressions",
        ),
        (
            capabilities::FULL_TEXT_INDEXES,
            index.method == IndexMethod::FullText,
            "full-text indexes",
        ),
        (
            capabilities::VECTORS,
            is_vector(&index.method),
            "indexes over vectors",
        ),
    ] {
        limits.since_version(first, asked, path, feature);
    }
    let unknown = index.parameters.keys().any(|name| {
        let of_text = [PARSER, PARSER_PROPERTIES].contains(&name.as_str());
        !(is_vector(&index.method) || index.method == IndexMethod::FullText && of_text)
    });
    limits.lacks_if(unknown, path, "index with such a parameter");
    for part in &index.parts {
        // Error 1064 (4.3.5, measured); an index over the whole column is taken.
        let misread = matches!(&part.key, IndexKey::Column(name) if is_misread(name))
            && (part.prefix.is_some() || index.method == IndexMethod::FullText);
        let feature = "index over the beginning or the words of a column with ` in its name";
        limits.lacks_if(misread, path, feature);
        // Taken and stored ascending (4.3.5, measured).
        let descending = part.order == SortOrder::Descending;
        for (asked, feature) in [
            (descending, "descending indexes"),
            (part.nulls_order.is_some(), "indexes with an order of NULLs"),
            (part.operator_class.is_some(), "operator classes"),
            (
                part.collation.is_some(),
                "indexes with a collation of their own",
            ),
        ] {
            limits.lacks_if(asked, path, feature);
        }
    }
}

fn check_partitioning(path: &ObjectPath, whole: &Partitioning, limits: &mut Limits<'_>) {
    check_bounds(path, whole, limits);
    let rule = |split: Option<&Partitioning>| split.map(|split| (split.method, split.key.clone()));
    let mut rules = whole
        .partitions
        .iter()
        .map(|partition| rule(partition.partitioning.as_ref()));
    let first = rules.next();
    let one_rule = rules.all(|rule| Some(rule) == first);
    limits.lacks_if(
        !one_rule,
        path,
        "partitions that are split by several rules",
    );
    for partition in &whole.partitions {
        let path = path.join("partitions").join(partition.name.as_str());
        let Some(split) = &partition.partitioning else {
            continue;
        };
        check_bounds(&path, split, limits);
        let deeper = split
            .partitions
            .iter()
            .any(|partition| partition.partitioning.is_some());
        limits.lacks_if(deeper, &path, "third level of partitions");
    }
}

fn check_bounds(path: &ObjectPath, split: &Partitioning, limits: &mut Limits<'_>) {
    let none = split.partitions.is_empty();
    limits.lacks_if(none, path, "partitioned tables without a partition");
    // Error 1064 for every method (4.3.5, measured); any other character is taken.
    let quoted = split.key.iter().any(|part| match part {
        IndexKey::Column(name) => name.as_str().contains('\''),
        IndexKey::Expression(_) => false,
    });
    limits.lacks_if(
        quoted,
        path,
        "partitions by a column whose name has a quote",
    );
    for (position, partition) in split.partitions.iter().enumerate() {
        let path = path.join("partitions").join(partition.name.as_str());
        match &partition.bound {
            PartitionBound::Range { from, .. } => {
                limits.lacks_if(!from.is_empty(), &path, "partitions with a lower bound");
            }
            PartitionBound::Hash { modulus, remainder } => {
                let in_order = usize::try_from(*remainder) == Ok(position)
                    && usize::try_from(*modulus) == Ok(split.partitions.len());
                limits.lacks_if(!in_order, &path, "partitions with remainders of their own");
            }
            PartitionBound::List { .. } | PartitionBound::Default => {}
        }
    }
}
