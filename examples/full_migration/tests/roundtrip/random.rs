//! Random schemas, created on a real server and read back.
//!
//! `OBMIGRATE_SEED` chooses other schemas than those of every other run; a failure names the seed.

use std::hash::{DefaultHasher, Hash, Hasher};

use obmigrate_model::arbitrary::schema;
use obmigrate_model::canonical::{Options, normalise, to_oceanbase};
use obmigrate_model::{Dialect, Schema};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::workshop::{Workshop, address};

/// How many schemas each property holds for.
const SCHEMAS: usize = 500;
/// How many of them are on the server at a time, read in one go.
const BATCH: usize = 50;

#[tokio::test]
async fn a_postgres_schema_is_read_as_it_was_created() {
    every_schema_survives(Dialect::Postgres, Dialect::Postgres).await;
}

#[tokio::test]
async fn an_oceanbase_schema_is_read_as_it_was_created() {
    every_schema_survives(Dialect::OceanBase, Dialect::OceanBase).await;
}

#[tokio::test]
async fn a_translated_schema_is_read_as_it_was_translated() {
    every_schema_survives(Dialect::Postgres, Dialect::OceanBase).await;
}

/// Creates random schemas of one dialect on a server, and reads them back.
async fn every_schema_survives(models: Dialect, server: Dialect) {
    let seed: u64 = std::env::var("OBMIGRATE_SEED").map_or(1, |text| text.parse().unwrap());
    let mut hasher = DefaultHasher::new();
    (seed, models, server).hash(&mut hasher);
    let seed_bytes = hasher.finish().to_le_bytes().repeat(4);
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed_bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = schema(models);
    let mut workshop = Workshop::open(address(server), server).await;
    for _ in 0..SCHEMAS / BATCH {
        let mut trees: Vec<_> = (0..BATCH)
            .map(|_| strategy.new_tree(&mut runner).unwrap())
            .collect();
        let goals: Vec<_> = trees
            .iter()
            .map(|tree| goal(&tree.current(), server))
            .collect();
        let differences = workshop.differences(&goals).await;
        for (tree, difference) in trees.iter_mut().zip(differences) {
            let Some(mut difference) = difference else {
                continue;
            };
            let mut smallest = tree.current();
            while tree.simplify() {
                loop {
                    let smaller = tree.current();
                    let found = workshop.differences(&[goal(&smaller, server)]).await;
                    if let Some(Some(found)) = found.into_iter().next() {
                        difference = found;
                        smallest = smaller;
                        break;
                    }
                    if !tree.complicate() {
                        break;
                    }
                }
            }
            panic!("seed {seed}: {difference}\n\nof the schema {smallest:#?}");
        }
    }
    workshop.close().await;
}

/// Says what the server shall hold.
fn goal(model: &Schema, server: Dialect) -> Schema {
    if model.dialect == server {
        normalise(model)
    } else {
        to_oceanbase(model, &Options::default()).schema
    }
}
