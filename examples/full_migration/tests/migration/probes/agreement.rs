//! What is counted against what is listed.

use obmigrate_codegen::{offenders, probe};
use obmigrate_model::probe::Condition;
use obmigrate_model::{Dialect, Ident, Probe, Row, Statement};

/// Lists rows by a row key after they were counted, and checks that there are as many of them, also
/// under a limit and without the key.
pub(super) async fn list(
    asked: &Probe,
    key: &[Ident],
    dialect: Dialect,
    mut rows: impl AsyncFnMut(Statement) -> Vec<Row>,
) -> Vec<Row> {
    let count = rows(probe(asked, dialect).unwrap()).await[0][0]
        .as_integer()
        .unwrap();
    let count = usize::try_from(count).unwrap();
    let all = rows(offenders(asked, key, u32::MAX, dialect).unwrap()).await;
    assert_eq!(all.len(), count, "{asked:?}");
    assert!(all.iter().all(|row| row.len() == key.len()), "{asked:?}");
    let first = rows(offenders(asked, key, 1, dialect).unwrap()).await;
    assert_eq!(first, all[..count.min(1)], "{asked:?}");

    let listing = offenders(asked, &[], 2, dialect);
    if looks_at_nothing(&asked.condition) {
        let code = listing.map_err(|error| error.code());
        assert_eq!(code, Err("codegen/unsupported-probe"));
    } else if let Condition::Duplicates { .. } = asked.condition {
        let groups = rows(offenders(asked, &[], u32::MAX, dialect).unwrap()).await;
        let shared = groups.iter().map(|row| row.last().unwrap().as_integer());
        let shared: i128 = shared.map(Option::unwrap).sum();
        assert_eq!(usize::try_from(shared), Ok(count), "{asked:?}");
        assert_eq!(rows(listing.unwrap()).await, groups[..groups.len().min(2)]);
    } else {
        // Only their number is read, because a value may be larger than what a client takes.
        let listing = listing.unwrap();
        let sql = format!("SELECT count(*) FROM ({listing}) listed");
        let listed = rows(Statement::new(sql)).await[0][0].as_integer();
        let expected = i128::try_from(count.min(2)).ok();
        assert_eq!(listed, expected, "{asked:?}");
    }
    all
}

fn looks_at_nothing(condition: &Condition) -> bool {
    let none = Condition::Any { conditions: vec![] };
    *condition == none || *condition == Condition::EveryRow
}
