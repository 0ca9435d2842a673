//! What holds for any schemas.

use obmigrate_diff::OnConflict;
use obmigrate_model::arbitrary::{edited, schema};
use obmigrate_model::change::apply;
use obmigrate_model::{Dialect, Schema};
use proptest::prelude::*;

use crate::shop::{dangling, difference, merged};

fn two() -> impl Strategy<Value = (Schema, Schema)> {
    schema(Dialect::OceanBase).prop_flat_map(|a| (Just(a.clone()), edited(a)))
}

fn three() -> impl Strategy<Value = (Schema, Schema, Schema)> {
    schema(Dialect::OceanBase).prop_flat_map(|a| (Just(a.clone()), edited(a.clone()), edited(a)))
}

proptest! {
    // Seeds would go stale with the generator; a failure becomes a case of its own instead.
    #![proptest_config(ProptestConfig {
        cases: 512,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn equal_schemas_differ_in_nothing(a in schema(Dialect::OceanBase)) {
        prop_assert!(difference(&a, &a).is_empty());
        prop_assert!(difference(&a, &a.clone()).is_empty());
    }

    #[test]
    fn applying_the_changes_gives_the_desired_schema((a, b) in two()) {
        prop_assert_eq!(apply(&a, &difference(&a, &b).changes), Ok(b));
    }

    #[test]
    fn unrelated_schemas_are_turned_into_each_other(
        a in schema(Dialect::OceanBase),
        b in schema(Dialect::OceanBase),
    ) {
        let changes = difference(&a, &b).changes;
        prop_assert_eq!(apply(&a, &changes), Ok(b.clone()));
        prop_assert_eq!(apply(&b, &changes.reverse(Dialect::OceanBase)), Ok(a));
    }

    #[test]
    fn reversing_the_changes_undoes_them((a, b) in two()) {
        let changes = difference(&a, &b).changes;
        prop_assert_eq!(apply(&b, &changes.reverse(Dialect::OceanBase)), Ok(a));
    }

    #[test]
    fn with_one_side_unchanged_the_other_side_is_all((a, b) in two()) {
        let expected = difference(&a, &b);
        prop_assert_eq!(&merged(&a, &b, &a.clone(), OnConflict::Report), &expected);
        let drift = merged(&a, &a, &b, OnConflict::Report);
        prop_assert!(drift.changes.is_empty() && drift.conflicts.is_empty());
        prop_assert_eq!(drift.drift, expected.changes);
    }

    #[test]
    fn what_both_did_alike_is_done((a, b) in two()) {
        prop_assert!(merged(&a, &b, &b.clone(), OnConflict::Report).is_empty());
    }

    /// Live may have done some of what desired did, and nothing else.
    #[test]
    fn without_drift_and_conflicts_live_becomes_desired((base, desired, live) in three()) {
        let merge = merged(&base, &desired, &live, OnConflict::Report);
        if merge.drift.is_empty() && merge.conflicts.is_empty() {
            prop_assert_eq!(apply(&live, &merge.changes), Ok(desired.clone()));
        }
        // One table of desired is there already.
        let mut partly = base.clone();
        if let Some((name, table)) = desired.tables.iter().next() {
            partly.tables.insert(name.clone(), table.clone());
        }
        let merge = merged(&base, &desired, &partly, OnConflict::Report);
        prop_assert!(merge.drift.is_empty() && merge.conflicts.is_empty());
        prop_assert_eq!(apply(&partly, &merge.changes), Ok(desired));
    }

    #[test]
    fn changes_fit_live_and_drift_fits_base((base, desired, live) in three()) {
        for policy in [OnConflict::Report, OnConflict::PreferDesired, OnConflict::PreferLive] {
            let merge = merged(&base, &desired, &live, policy);
            let goal = apply(&live, &merge.changes).expect("the changes fit live");
            prop_assert_eq!(dangling(&goal), Vec::<String>::new());
            prop_assert!(apply(&base, &merge.drift).is_ok());
        }
    }

    #[test]
    fn policies_change_no_conflict((base, desired, live) in three()) {
        let reported = merged(&base, &desired, &live, OnConflict::Report);
        let kept = merged(&base, &desired, &live, OnConflict::PreferLive);
        prop_assert_eq!(&reported.changes, &kept.changes);
        for policy in [OnConflict::PreferDesired, OnConflict::PreferLive] {
            let mut forced = merged(&base, &desired, &live, policy).conflicts;
            prop_assert!(forced.iter().all(|conflict| conflict.resolution.is_some()));
            forced.iter_mut().for_each(|conflict| conflict.resolution = None);
            prop_assert_eq!(&forced, &reported.conflicts);
        }
    }

    #[test]
    fn conflicts_are_symmetric((base, desired, live) in three()) {
        let one = merged(&base, &desired, &live, OnConflict::Report).conflicts;
        let mut other = merged(&base, &live, &desired, OnConflict::Report).conflicts;
        for conflict in &mut other {
            conflict.kind = conflict.kind.mirrored();
            std::mem::swap(&mut conflict.sides.desired, &mut conflict.sides.live);
        }
        prop_assert_eq!(one, other);
    }

    #[test]
    fn both_policies_meet_from_both_sides((base, desired, live) in three()) {
        let wanted = merged(&base, &desired, &live, OnConflict::PreferDesired);
        let kept = merged(&base, &live, &desired, OnConflict::PreferLive);
        let mut one = apply(&live, &wanted.changes).expect("the changes fit live");
        let mut other = apply(&desired, &kept.changes).expect("the changes fit live");
        // The place of a column that only one side added is not a matter of conflict.
        for table in one.tables.values_mut().chain(other.tables.values_mut()) {
            let mut names: Vec<_> = table.columns.names().cloned().collect();
            names.sort();
            table.columns.arrange(&names);
        }
        prop_assert_eq!(one, other);
    }
}
