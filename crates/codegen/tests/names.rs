//! Names that a plan makes never meet, whatever names a schema has.

#![expect(
    clippy::unwrap_used,
    reason = "a helper that cannot do its work fails the test"
)]

use std::collections::{BTreeMap, BTreeSet};

use obmigrate_codegen::{Options, generate};
use obmigrate_model::canonical::compared_name;
use obmigrate_model::plan::{Action, Phase, Plan, RunId};
use obmigrate_model::{
    Change, ChangeSet, Check, Column, DataType, Delta, Dialect, ForeignKey, Ident, Nullability,
    PrimaryKey, Reference, Schema, ServerVersion, Table, Target,
};
use proptest::prelude::*;

fn ident(name: &str) -> Ident {
    Ident::new(name).unwrap()
}

/// Names that meet once something is derived from them: some are what is derived from others, some are
/// alike in what is left when they are cut, some but for case or accents.
fn names() -> Vec<String> {
    let mut names = Vec::new();
    for stem in ["a", "b", "é"] {
        names.push(stem.to_owned());
        names.push(format!("{stem}_tmp_20261123093158"));
        names.push(format!("{stem}_TMP_20261123093158"));
        names.push(format!("{stem}_tmp_20261123093158_tmp_20261123093158"));
    }
    for length in [45, 46, 64] {
        names.push("x".repeat(length));
        names.push(format!("{}y", "X".repeat(length - 1)));
    }
    names
}

/// Makes a schema of chained tables, each with a check and a foreign key of one of the names; those that
/// the server would take for one stand once.
fn schema(names: &[prop::sample::Index]) -> Schema {
    let pool = names_once(names);
    let mut schema = Schema::empty(Dialect::OceanBase);
    let mut id = Column::new(ident("id"), DataType::BIGINT);
    id.nullability = Nullability::NotNull;
    let mut parent = ident("table_0");
    for (number, name) in pool.iter().enumerate() {
        let mut table = Table {
            columns: [id.clone()].into_iter().collect(),
            primary_key: Some(PrimaryKey::new(vec![ident("id")])),
            ..Table::default()
        };
        table.checks.insert(name.clone(), Check::new("`id` > 0"));
        let reference = Reference::new(parent, vec![ident("id")]);
        let key = ForeignKey::new(vec![ident("id")], reference);
        table.foreign_keys.insert(name.clone(), key);
        parent = ident(&format!("table_{number}"));
        schema.tables.insert(parent.clone(), table);
    }
    schema
}

fn names_once(chosen: &[prop::sample::Index]) -> Vec<Ident> {
    let names = names();
    let mut once: BTreeMap<String, Ident> = BTreeMap::new();
    for index in chosen {
        let name = ident(index.get(names.as_slice()).as_str());
        once.entry(compared_name(&name)).or_insert(name);
    }
    once.into_values().collect()
}

fn plan(live: &Schema, changed: &[bool]) -> Plan {
    let changes = live
        .tables
        .keys()
        .zip(changed)
        .filter(|(_, changed)| **changed);
    let changes = changes.map(|(name, _)| Change::AlterTable {
        name: name.clone(),
        deltas: vec![Delta::AddColumn {
            column: Column::new(ident("added"), DataType::Date),
            position: 1,
        }],
    });
    let version = ServerVersion {
        major: 4,
        minor: 3,
        patch: 5,
    };
    let target = Target {
        dialect: Dialect::OceanBase,
        version,
    };
    let options = Options::new(target, RunId::new("20261123093158").unwrap());
    generate(
        live,
        &ChangeSet::from(changes.collect::<Vec<_>>()),
        &options,
    )
    .unwrap()
}

/// Lists the constraints that the statements of a phase add, by the word behind their names.
fn added(plan: &Plan, phase: Phase, kind: &str) -> Vec<Ident> {
    let steps = plan.groups.iter().flat_map(|group| group.phase(phase));
    let mut names = Vec::new();
    for step in steps {
        let Action::Statements(statements) = &step.forward else {
            continue;
        };
        for statement in statements {
            for part in statement.sql().split("CONSTRAINT `").skip(1) {
                let (name, rest) = part.split_once('`').unwrap();
                if rest.trim_start().starts_with(kind) {
                    names.push(ident(name));
                }
            }
        }
    }
    names
}

proptest! {
    #[test]
    fn no_constraint_is_built_under_a_name_that_is_in_use(
        names in prop::collection::vec(any::<prop::sample::Index>(), 1..12),
        changed in prop::collection::vec(any::<bool>(), 12),
    ) {
        let live = schema(&names);
        let plan = self::plan(&live, &changed);
        prop_assert_eq!(&plan, &self::plan(&live, &changed));
        let checks = added(&plan, Phase::Prepare, "CHECK");
        let keys = added(&plan, Phase::Constrain, "FOREIGN KEY");
        let touched = changed.iter().zip(live.tables.keys()).filter(|(one, _)| **one).count();
        prop_assert_eq!(checks.len(), touched);
        prop_assert!(keys.len() >= touched);
        // Checks and foreign keys have names of their own each; here both have the same.
        let there: BTreeSet<String> =
            live.tables.values().flat_map(|table| table.checks.keys()).map(compared_name).collect();
        for built in [checks, keys] {
            let mut met = there.clone();
            for name in built {
                prop_assert!(met.insert(compared_name(&name)), "{} is in use", name);
            }
        }
    }
}
