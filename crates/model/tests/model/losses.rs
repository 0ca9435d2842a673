//! Nothing that a PostgreSQL schema says is lost or weaker in its translation without a note that
//! points at it.

use obmigrate_model::arbitrary::{edited, schema};
use obmigrate_model::canonical::{Options, Translation, to_oceanbase};
use obmigrate_model::constraint::{Deferral, Enforcement, Inheritance, MatchType, Validation};
use obmigrate_model::index::{IndexMethod, Nulls, NullsOrder};
use obmigrate_model::schema::Persistence;
use obmigrate_model::sequence::Exhaustion;
use obmigrate_model::{
    Column, DataType, Dialect, ForeignKey, Generation, Ident, Index, Nullability, ObjectPath,
    Partitioning, ReferentialAction, Schema, SortOrder, Table, Uniqueness,
};
use proptest::prelude::*;

/// Collects what is lost without a note.
struct Losses<'a> {
    translation: &'a Translation,
    found: Vec<String>,
}

impl Losses<'_> {
    /// Wants a note at the path or below it, if something is lost there.
    fn noted(&mut self, is_lost: bool, path: &ObjectPath) {
        let below = format!("{path}.");
        let mut notes = self.translation.notes.iter();
        if is_lost && !notes.any(|n| n.path == *path || n.path.as_str().starts_with(&below)) {
            self.found.push(path.to_string());
        }
    }

    /// Wants a note with the code at the path or below it, if something is lost there.
    fn told(&mut self, is_lost: bool, path: &ObjectPath, code: &str) {
        let below = format!("{path}.");
        let mut notes = self.translation.notes.iter();
        let here = |at: &ObjectPath| at == path || at.as_str().starts_with(&below);
        if is_lost && !notes.any(|n| n.code == code && here(&n.path)) {
            self.found.push(format!("{path} ({code})"));
        }
    }

    fn is_told(&self, path: &ObjectPath, code: &str) -> bool {
        let mut notes = self.translation.notes.iter();
        notes.any(|n| n.code == code && n.path == *path)
    }

    fn table(&mut self, name: &Ident, table: &Table) {
        let path = ObjectPath::table(name);
        let folded = crate::ident(&name.as_str().to_lowercase());
        let translation = self.translation;
        let Some(result) = translation.schema.tables.get(&folded) else {
            self.noted(true, &path);
            return;
        };
        self.told(folded != *name, &path, "model/table-name-folded");
        self.told(
            table.options.persistence == Persistence::Unlogged,
            &path.join("options").join("persistence"),
            "model/unlogged",
        );
        self.noted(table.comment != result.comment, &path.join("comment"));
        for column in &table.columns {
            let path = path.join("columns").join(column.name.as_str());
            match result.columns.get(&column.name) {
                Some(found) => self.column(column, found, &path),
                None => self.found.push(path.to_string()),
            }
        }
        self.keys(table, result, &path);
        for (name, key) in &table.foreign_keys {
            let path = path.join("foreign_keys").join(name.as_str());
            let is_renamed = self.is_told(&path, "model/constraint-renamed");
            match result.foreign_keys.get(name) {
                Some(found) => self.foreign_key(key, found, &path),
                None if is_renamed => {}
                None => self.noted(true, &path),
            }
        }
        for (name, check) in &table.checks {
            let path = path.join("checks").join(name.as_str());
            self.noted(!result.checks.contains_key(name), &path);
            if result.checks.contains_key(name) && !self.is_told(&path, "model/constraint-renamed")
            {
                // What is not enforced is not looked at on either server.
                let is_new = check.validation == Validation::NotValidated
                    && check.enforcement == Enforcement::Enforced;
                self.told(is_new, &path, "model/not-valid");
                let is_alone = check.inheritance == Inheritance::NotInherited;
                self.told(is_alone, &path, "model/no-inherit");
                let enforcement = result.checks[name].enforcement;
                self.noted(enforcement != check.enforcement, &path);
            }
        }
        for name in table.exclusions.keys() {
            let path = path.join("exclusions").join(name.as_str());
            self.told(true, &path, "model/exclusion");
        }
        if let Some(before) = &table.partitioning {
            let path = path.join("partitioning");
            self.partitioning(before, result.partitioning.as_ref(), &path);
        }
    }

    fn column(&mut self, before: &Column, after: &Column, path: &ObjectPath) {
        if matches!(after.data_type, DataType::Other { .. }) {
            self.found.push(format!("{path}: {}", after.data_type));
        }
        if before.nullability == Nullability::NotNull && after.nullability != Nullability::NotNull {
            self.found.push(format!("{path}.nullability"));
        }
        let of_domain = if let DataType::Domain(domain) = &before.data_type {
            domain.default.as_ref()
        } else {
            None
        };
        let has_default = before.default.as_ref().or(of_domain).is_some();
        let is_lost = has_default && before.identity.is_none() && after.default.is_none();
        self.noted(is_lost, &path.join("default"));
        let is_lost = before.generated.is_some() && after.generated.is_none();
        self.noted(is_lost, &path.join("generated"));
        self.noted(before.comment != after.comment, &path.join("comment"));
        self.told(
            before.collation.as_deref().is_some_and(|name| name != "C"),
            &path.join("collation"),
            "model/collation-order",
        );
        if let Some(identity) = &before.identity {
            let path = path.join("identity");
            self.noted(after.identity.is_none(), &path);
            let is_strict = identity.generation == Generation::Always;
            self.told(is_strict, &path, "model/identity-always");
            self.told(identity.start != 1, &path, "model/identity-start");
            self.told(identity.increment != 1, &path, "model/identity-increment");
            let limits = &identity.limits;
            let is_limited = limits.minimum.is_some()
                || limits.maximum.is_some()
                || limits.exhaustion == Exhaustion::Cycle;
            self.told(is_limited, &path, "model/identity-limits");
            self.told(limits.cache != 1, &path, "model/identity-cache");
            let is_named = identity.sequence.is_some();
            self.told(is_named, &path, "model/identity-sequence");
        }
    }

    /// Looks at the primary key, the unique keys and the indexes.
    fn keys(&mut self, table: &Table, result: &Table, path: &ObjectPath) {
        if let Some(key) = &table.primary_key {
            let path = path.join("primary_key");
            let found = result.primary_key.as_ref();
            self.noted(
                found.is_none_or(|found| found.columns != key.columns),
                &path,
            );
            if found.is_some() {
                self.noted(!key.include.is_empty(), &path.join("include"));
                self.deferral(key.deferral, &path);
            }
        }
        for (name, unique) in &table.uniques {
            let path = path.join("uniques").join(name.as_str());
            let may_be_null = |column: &Ident| {
                let column = result.columns.get(column);
                column.is_none_or(|column| column.nullability == Nullability::Nullable)
            };
            let merges_nulls =
                unique.nulls == Nulls::NotDistinct && unique.columns.iter().any(may_be_null);
            self.told(merges_nulls, &path, "model/nulls-not-distinct");
            let include = match (result.uniques.get(name), result.indexes.get(name)) {
                (Some(found), _) => &found.include,
                (None, Some(found)) if found.uniqueness == Uniqueness::Unique => &found.include,
                (None, _) => {
                    self.noted(true, &path);
                    continue;
                }
            };
            self.included(&unique.include, include, &unique.columns, &path);
            self.deferral(unique.deferral, &path);
        }
        for (name, index) in &table.indexes {
            let path = path.join("indexes").join(name.as_str());
            match (result.indexes.get(name), result.uniques.get(name)) {
                (Some(found), _) => {
                    self.noted(found.uniqueness != index.uniqueness, &path);
                    let cut = found.parts.iter().zip(&index.parts);
                    let is_cut = cut.clone().any(|(after, before)| {
                        after.prefix != before.prefix && after.key == before.key
                    });
                    self.told(is_cut, &path, "model/prefix-index");
                    self.included(&index.include, &found.include, &[], &path);
                    self.index(index, &path);
                }
                (None, Some(found)) => {
                    self.included(&index.include, &found.include, &found.columns, &path);
                    self.index(index, &path);
                }
                (None, None) => self.noted(true, &path),
            }
        }
    }

    fn index(&mut self, index: &Index, path: &ObjectPath) {
        let parts = &index.parts;
        let downwards = parts.iter().filter(|p| p.order == SortOrder::Descending);
        let downwards = downwards.count();
        let all = downwards == parts.len();
        self.told(downwards > 0 && all, path, "model/descending-index");
        self.told(downwards > 0 && !all, path, "model/mixed-directions");
        let any = |test: fn(&obmigrate_model::IndexPart) -> bool| parts.iter().any(test);
        self.told(any(|p| p.nulls_order.is_some()), path, "model/nulls-order");
        let is_special = any(|p| p.operator_class.is_some());
        self.told(is_special, path, "model/operator-class");
        let is_collated = any(|p| p.collation.is_some());
        self.told(is_collated, path, "model/index-collation");
        let is_tree = index.method == IndexMethod::BTree;
        self.told(!is_tree, path, "model/index-method");
        self.noted(index.predicate.is_some(), &path.join("predicate"));
        self.noted(!index.parameters.is_empty(), &path.join("parameters"));
    }

    fn included(&mut self, before: &[Ident], after: &[Ident], key: &[Ident], path: &ObjectPath) {
        let is_kept = |name: &Ident| after.contains(name) || key.contains(name);
        self.noted(!before.iter().all(is_kept), &path.join("include"));
    }

    fn deferral(&mut self, deferral: Deferral, path: &ObjectPath) {
        let is_deferrable = deferral != Deferral::NotDeferrable;
        self.told(is_deferrable, path, "model/deferrable");
    }

    fn foreign_key(&mut self, before: &ForeignKey, after: &ForeignKey, path: &ObjectPath) {
        if before.columns != after.columns || before.references.columns != after.references.columns
        {
            self.found.push(format!("{path}.columns"));
        }
        let refuses = |action| {
            use ReferentialAction as A;
            matches!(action, A::NoAction | A::Restrict)
        };
        for (kind, before, after) in [
            ("on_delete", before.on_delete, after.on_delete),
            ("on_update", before.on_update, after.on_update),
        ] {
            let is_other = before != after && !(refuses(before) && refuses(after));
            self.noted(is_other, &path.join(kind));
        }
        self.noted(
            !before.on_delete_columns.is_empty(),
            &path.join("on_delete_columns"),
        );
        let is_full = before.match_type == MatchType::Full;
        self.told(is_full, path, "model/match-full");
        self.deferral(before.deferral, path);
        let is_new = before.validation == Validation::NotValidated;
        self.told(is_new, path, "model/not-valid");
        let is_idle = before.enforcement == Enforcement::NotEnforced;
        self.told(is_idle, path, "model/not-enforced");
        self.told(
            before.references.schema.is_some(),
            path,
            "model/foreign-key-schema",
        );
    }

    fn partitioning(
        &mut self,
        before: &Partitioning,
        after: Option<&Partitioning>,
        path: &ObjectPath,
    ) {
        let Some(after) = after else {
            self.noted(true, path);
            return;
        };
        for partition in &before.partitions {
            let mut found = after.partitions.iter();
            let is_there = found.any(|found| found.name == partition.name);
            let path = path.join("partitions").join(partition.name.as_str());
            self.noted(!is_there, &path);
        }
        self.noted(before.method != after.method, path);
        if before.key != after.key {
            self.found.push(path.join("key").to_string());
        }
    }
}

fn losses(schema: &Schema) -> Vec<String> {
    let translation = to_oceanbase(schema, &Options::default());
    let mut losses = Losses {
        translation: &translation,
        found: Vec::new(),
    };
    for (name, table) in &schema.tables {
        losses.table(name, table);
    }
    for name in schema.sequences.keys() {
        let path = ObjectPath::root().join("sequences").join(name.as_str());
        losses.told(true, &path, "model/sequence-lost");
    }
    losses.found
}

/// Gives the tables names that OceanBase folds.
fn in_capitals(schema: &Schema) -> Schema {
    let capital = |name: &Ident| crate::ident(&name.as_str().to_uppercase());
    let mut result = schema.clone();
    result.tables = schema
        .tables
        .iter()
        .map(|(name, table)| (capital(name), table.clone()))
        .collect();
    for table in result.tables.values_mut() {
        for key in table.foreign_keys.values_mut() {
            key.references.table = capital(&key.references.table);
        }
    }
    result
}

/// Adds what only PostgreSQL has to whatever can have it, chosen by the numbers.
fn adorn(schema: &mut Schema, mut choose: impl FnMut(u8) -> u8) {
    for table in schema.tables.values_mut() {
        let columns: Vec<Ident> = table.columns.names().cloned().collect();
        let names = table.columns.names().cloned().collect::<Vec<_>>();
        for name in names {
            let Some(column) = table.columns.get_mut(&name) else {
                continue;
            };
            if column.data_type.is_character() && choose(3) == 0 {
                column.collation = Some("de-x-icu".to_owned());
            }
            if let Some(identity) = &mut column.identity {
                match choose(4) {
                    0 => identity.limits.cache = 20,
                    1 => identity.limits.minimum = Some(-7),
                    2 => identity.sequence = Some(crate::ident("numbers")),
                    _ => {}
                }
            }
        }
        let deferral = |number: u8| match number {
            0 => Deferral::InitiallyDeferred,
            1 => Deferral::InitiallyImmediate,
            _ => Deferral::NotDeferrable,
        };
        if let Some(key) = &mut table.primary_key {
            key.deferral = deferral(choose(4));
            if choose(3) == 0 {
                let mut others = columns.iter().filter(|name| !key.columns.contains(name));
                key.include = others.next().cloned().into_iter().collect();
            }
        }
        for unique in table.uniques.values_mut() {
            unique.deferral = deferral(choose(4));
            if choose(2) == 0 {
                unique.nulls = Nulls::NotDistinct;
            }
            if choose(3) == 0 {
                let mut others = columns.iter().filter(|name| !unique.columns.contains(name));
                unique.include = others.next().cloned().into_iter().collect();
            }
        }
        for index in table.indexes.values_mut() {
            let part = index.parts.first_mut();
            match (part, choose(8)) {
                (Some(part), 0) => part.nulls_order = Some(NullsOrder::First),
                (Some(part), 1) => part.operator_class = Some("text_pattern_ops".to_owned()),
                (Some(part), 2) => part.collation = Some("C".to_owned()),
                (Some(part), 3) => part.order = SortOrder::Descending,
                (_, 4) => index.method = IndexMethod::Brin,
                (_, 5) => {
                    let setting = ("fillfactor".to_owned(), "70".to_owned());
                    index.parameters = [setting].into();
                }
                _ => {}
            }
        }
        for key in table.foreign_keys.values_mut() {
            match choose(8) {
                0 => key.enforcement = Enforcement::NotEnforced,
                1 => key.references.schema = Some(crate::ident("elsewhere")),
                2 => key.on_delete = ReferentialAction::SetDefault,
                3 => key.on_update = ReferentialAction::SetNull,
                _ => {}
            }
        }
        for check in table.checks.values_mut() {
            match choose(4) {
                0 => check.validation = Validation::NotValidated,
                1 => check.inheritance = Inheritance::NotInherited,
                2 => check.enforcement = Enforcement::NotEnforced,
                _ => {}
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_lost_is_noted(
        schema in schema(Dialect::Postgres).prop_flat_map(edited),
        numbers in prop::collection::vec(any::<u8>(), 32),
    ) {
        let mut schema = in_capitals(&schema);
        let mut numbers = numbers.into_iter().cycle();
        adorn(&mut schema, |below| numbers.next().map_or(0, |number| number % below));
        let empty: &[String] = &[];
        prop_assert_eq!(losses(&schema), empty);
    }
}

/// The law sees what it is about: without its notes, hardly a schema keeps it.
#[test]
fn a_translation_without_notes_breaks_the_law() {
    let schema = crate::schema(serde_json::json!({"dialect": "postgres", "tables": {"T": {
        "columns": [
            {"name": "a", "data_type": "uuid", "identity": null},
            {"name": "x", "data_type": {"text": {"capacity": "long"}}, "default": {"literal": {"text": "v"}}}
        ],
        "uniques": {"u": {"columns": ["a"], "deferral": "initially_deferred", "nulls": "not_distinct"}},
        "indexes": {"i": {"parts": [{"key": {"column": "a"}, "order": "descending"}]}},
        "exclusions": {"e": {"method": "gist", "parts": [{"key": {"column": "a"}, "operator": "="}]}}
    }}, "sequences": {"s": {"data_type": {"integer": {"width": "big"}}}}}));
    assert_eq!(losses(&schema), Vec::<String>::new());
    let mut translation = to_oceanbase(&schema, &Options::default());
    translation.notes.clear();
    let mut losses = Losses {
        translation: &translation,
        found: Vec::new(),
    };
    for (name, table) in &schema.tables {
        losses.table(name, table);
    }
    assert_eq!(
        losses.found,
        [
            "tables.T (model/table-name-folded)",
            "tables.T.columns.x.default",
            "tables.T.uniques.u (model/nulls-not-distinct)",
            "tables.T.uniques.u (model/deferrable)",
            "tables.T.indexes.i (model/descending-index)",
            "tables.T.exclusions.e (model/exclusion)",
        ]
    );
}
