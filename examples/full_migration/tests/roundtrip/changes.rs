//! Random changes, carried out on a real server with rows, read back and undone.
//!
//! `OBMIGRATE_SEED` chooses others than those of every other run; a failure names the seed.

mod carrying;
mod case;

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use obmigrate_model::canonical::normalise;
use obmigrate_model::{Dialect, Schema};
use obmigrate_sandbox::{Engine, PostgresSource, Server, WheelPostgres};
use proptest::strategy::{Strategy as _, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use self::carrying::Carried;
use self::case::{Case, case};
use crate::workshop::{Workshop, address};

/// How many of them are on the server at a time, read in one go.
const BATCH: usize = 25;
/// How many smaller cases are tried after a failure.
const MOST_TRIES: usize = 100;

/// How many pairs each property holds for: 500 plans in all. A rebuild on OceanBase takes about a
/// second each.
const fn pairs(dialect: Dialect) -> usize {
    match dialect {
        Dialect::Postgres => 200,
        Dialect::OceanBase => 100,
    }
}

#[tokio::test]
async fn a_postgres_schema_is_altered_into_another() {
    let way = Way::Alterations;
    every_change_arrives(address(Dialect::Postgres), Dialect::Postgres, way).await;
}

#[tokio::test]
async fn a_plan_for_postgres_is_carried_out_and_undone() {
    every_change_arrives(address(Dialect::Postgres), Dialect::Postgres, Way::Plan).await;
}

#[tokio::test]
async fn a_schema_of_postgresql_18_is_altered_into_another() {
    let source = PostgresSource::Wheel(WheelPostgres::V18);
    let options = obmigrate_sandbox::Options::default().postgres_source(source);
    let server = Server::start(Engine::Postgres, &options).unwrap();
    for way in [Way::Alterations, Way::Plan] {
        every_change_arrives(server.url(), Dialect::Postgres, way).await;
    }
    server.stop().unwrap();
}

#[tokio::test]
async fn an_oceanbase_schema_is_rebuilt_into_another() {
    every_change_arrives(address(Dialect::OceanBase), Dialect::OceanBase, Way::Plan).await;
}

/// Who writes the statements.
#[derive(Clone, Copy)]
enum Way {
    /// `alterations`, for PostgreSQL alone.
    Alterations,
    /// `generate`.
    Plan,
}

/// What became of one case.
enum Outcome {
    /// With so many rows.
    Arrived(usize),
    /// There is no way back from it.
    ArrivedForGood,
    /// No statements were made, or a row stopped them.
    Refused(Vec<&'static str>),
    Failed(String),
}

async fn every_change_arrives(root: &str, dialect: Dialect, way: Way) {
    let seed: u64 = std::env::var("OBMIGRATE_SEED").map_or(1, |text| text.parse().unwrap());
    let mut hasher = DefaultHasher::new();
    (seed, "changes", dialect).hash(&mut hasher);
    let seed_bytes = hasher.finish().to_le_bytes().repeat(4);
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed_bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = case(dialect);
    let mut workshop = Workshop::open(root, dialect).await;
    let mut refused = BTreeMap::<&str, usize>::new();
    let (mut left_out, mut for_good, mut rows) = (0, 0, 0);
    for _ in 0..pairs(dialect) / BATCH {
        let mut trees: Vec<_> = (0..BATCH)
            .map(|_| strategy.new_tree(&mut runner).unwrap())
            .collect();
        let cases: Vec<Case> = trees.iter().map(ValueTree::current).collect();
        let outcomes = carry_out(&mut workshop, &cases, way).await;
        for (tree, outcome) in trees.iter_mut().zip(outcomes) {
            match outcome {
                Outcome::Arrived(kept) => rows += kept,
                Outcome::ArrivedForGood => for_good += 1,
                Outcome::Refused(codes) => {
                    left_out += 1;
                    for code in codes {
                        *refused.entry(code).or_default() += 1;
                    }
                }
                Outcome::Failed(why) => {
                    let goal = tree.current().goal;
                    if workshop.differences(&[goal]).await != [None] {
                        left_out += 1;
                        *refused.entry("the server has no such schema").or_default() += 1;
                        continue;
                    }
                    let (case, why) = smallest(&mut workshop, tree, way, why).await;
                    panic!("seed {seed}: {why}\n\nof {case:#?}");
                }
            }
        }
    }
    workshop.close().await;
    let pairs = pairs(dialect);
    println!(
        "{dialect}: {left_out} of {pairs} were refused: {refused:?}; {for_good} have no way back; \
         {rows} rows were kept"
    );
    assert!(left_out <= pairs / 4, "too many were refused: {refused:?}");
    assert!(for_good <= pairs / 4, "too many have no way back");
    assert!(rows >= pairs, "there were rows");
}

/// Simplifies a case that failed as long as it fails, and as long as somebody may want to wait.
async fn smallest(
    workshop: &mut Workshop,
    tree: &mut impl ValueTree<Value = Case>,
    way: Way,
    mut why: String,
) -> (Case, String) {
    let mut smallest = tree.current();
    let mut left = MOST_TRIES;
    while left > 0 && tree.simplify() {
        loop {
            left = left.saturating_sub(1);
            let smaller = tree.current();
            let found = carry_out(workshop, std::slice::from_ref(&smaller), way).await;
            if let Some(Outcome::Failed(found)) = found.into_iter().next()
                && workshop
                    .differences(std::slice::from_ref(&smaller.goal))
                    .await
                    == [None]
            {
                why = found;
                smallest = smaller;
                break;
            }
            if left == 0 || !tree.complicate() {
                break;
            }
        }
    }
    (smallest, why)
}

/// Creates what is before with rows, changes it, compares what is read then with the goal, undoes it,
/// and compares with what was before. On PostgreSQL, where that is quick, it is done once more and
/// cleaned up.
async fn carry_out(workshop: &mut Workshop, cases: &[Case], way: Way) -> Vec<Outcome> {
    let befores: Vec<Schema> = cases.iter().map(|case| normalise(&case.before)).collect();
    let names = workshop.names(cases.len());
    let mut refused = Vec::new();
    for (name, before) in names.iter().zip(&befores) {
        refused.push(workshop.create(name, before).await);
    }
    let befores = workshop.read(&names).await;
    let mut all = Vec::new();
    for ((name, case), (before, refused)) in
        names.iter().zip(cases).zip(befores.iter().zip(refused))
    {
        all.push(match refused {
            Some(why) => Err(Outcome::Failed(format!("before: {why}"))),
            None => carrying::forth(workshop, name, before, case, way).await,
        });
    }
    let read = workshop.read(&names).await;
    for (one, (case, read)) in all.iter_mut().zip(cases.iter().zip(read)) {
        go_on(one, |carried| match carried.stopped {
            None => carried.judge(&case.goal, read),
            Some(_) => Ok(()),
        });
    }
    if let Way::Plan = way {
        for (one, (name, before)) in all.iter_mut().zip(names.iter().zip(&befores)) {
            if let Ok(carried) = one
                && carried.has_way_back()
                && let Err(outcome) = carrying::back(workshop, name, before, carried).await
            {
                *one = Err(outcome);
            }
        }
        let read = workshop.read(&names).await;
        for (one, (before, read)) in all.iter_mut().zip(befores.iter().zip(read)) {
            go_on(one, |carried| match carried.is_back {
                true => carried.judge(before, read),
                false => Ok(()),
            });
        }
        if workshop.dialect() == Dialect::Postgres {
            for (one, name) in all.iter_mut().zip(&names) {
                if let Ok(carried) = one
                    && carried.stopped.is_none()
                    && let Err(outcome) = carrying::for_good(workshop, name, carried).await
                {
                    *one = Err(outcome);
                }
            }
            let read = workshop.read(&names).await;
            for (one, (case, read)) in all.iter_mut().zip(cases.iter().zip(read)) {
                go_on(one, |carried| match carried.stopped {
                    None => carried.judge(&case.goal, read),
                    Some(_) => Ok(()),
                });
            }
        }
    }
    workshop.remove(&names).await;
    let outcome = |carried: Carried| match carried.stopped {
        Some(code) => Outcome::Refused(vec![code]),
        None if matches!(way, Way::Plan) && !carried.is_back => Outcome::ArrivedForGood,
        None => Outcome::Arrived(carried.rows),
    };
    all.into_iter()
        .map(|one| one.map_or_else(|failed| failed, outcome))
        .collect()
}

/// Looks at what has not failed yet.
fn go_on(one: &mut Result<Carried, Outcome>, look: impl FnOnce(&Carried) -> Result<(), Outcome>) {
    if let Ok(carried) = one
        && let Err(outcome) = look(carried)
    {
        *one = Err(outcome);
    }
}
