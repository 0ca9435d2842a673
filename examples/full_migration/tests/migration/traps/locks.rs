//! Locks of the server that outlive whoever took them, and the one that does not.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use obmigrate_exec::{ErrorKind, Run, SessionId};
use obmigrate_model::plan::{Phase, Plan};

use super::place::{Place, number};
use crate::site::{Silent, build};

const BEFORE: [&str; 2] = [
    "CREATE TABLE t (id int NOT NULL, v varchar(20), PRIMARY KEY (id))",
    "INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c')",
];
const AFTER: [&str; 1] =
    ["CREATE TABLE t (id int NOT NULL, v varchar(20), w int, PRIMARY KEY (id))"];
const ROWS: &str = "SELECT id, v, w FROM t ORDER BY id";

/// Takes the lock for a run as soon as the server has freed that of a session that is no more.
async fn attach(place: &Place, plan: Plan) -> Run<'_> {
    for _ in 0..100 {
        match Run::attach(place.site.servers(), plan.clone()).await {
            Err(error) if error.kind() == ErrorKind::Locked => {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            attached => return attached.unwrap(),
        }
    }
    panic!("the lock is held by nobody");
}

/// Finds the session that holds the run's lock: the only other one on the database, as soon as the
/// server has noticed that those before it are no more.
async fn lock_of(place: &Place, run: &mut Run<'_>) -> SessionId {
    let work = run.connection().session();
    for _ in 0..100 {
        let mut others = place.sessions().await;
        others.retain(|session| *session != work);
        if let [lock] = others.as_slice() {
            return *lock;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("there are other sessions");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_dies_leaves_no_lock() {
    let place = Place::open(&BEFORE, &AFTER).await;
    let plan = place.plan("20260101000000");
    let mut run = place.site.start(plan.clone()).await.unwrap();
    build(&mut run, &mut Silent).await.unwrap();
    for second in [plan.clone(), place.plan("20260101000001")] {
        let refused = place.site.start(second).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Locked);
    }
    // The lock by a name, which no run takes: nobody gets it any more.
    let name = place.site.url.rsplit('/').next().unwrap();
    let take = format!("SELECT GET_LOCK('{name}', 0)");
    let mut holder = place.session().await;
    assert_eq!(number(holder.as_mut(), &take).await, 1);
    place.kill(&place.sessions().await).await;
    let mut other = place.session().await;
    assert_eq!(number(other.as_mut(), &take).await, 0);

    let dead = attach(&place, plan).await;
    dead.undo(&mut Silent).await.unwrap();
    place.assert_as_before().await;
    place.site.perform(place.plan("20260101000001")).await;
    assert_eq!(place.read(ROWS).await, ["1 a -", "2 b -", "3 c -"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_loses_its_lock_takes_it_again_or_stops() {
    let place = Place::open(&BEFORE, &AFTER).await;
    let plan = place.plan("20260101000000");
    let mut run = place.site.start(plan.clone()).await.unwrap();
    run.perform(Phase::Prepare, &mut Silent).await.unwrap();
    let lock = lock_of(&place, &mut run).await;
    place.kill(&[lock]).await;
    run.perform(Phase::Copy, &mut Silent).await.unwrap();
    let refused = Run::attach(place.site.servers(), plan.clone()).await;
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::Locked);

    let lock = lock_of(&place, &mut run).await;
    place.kill(&[lock]).await;
    let other = attach(&place, plan).await;
    let stopped = run.perform(Phase::Copy, &mut Silent).await.unwrap_err();
    assert_eq!(stopped.kind(), ErrorKind::Locked, "{stopped:?}");
    other.undo(&mut Silent).await.unwrap();
    let stopped = run.perform(Phase::Copy, &mut Silent).await.unwrap_err();
    assert_eq!(stopped.kind(), ErrorKind::Refused, "{stopped:?}");
    run.undo(&mut Silent).await.unwrap();
    place.assert_as_before().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_whose_connection_is_lost_undoes_itself() {
    let place = Place::open(&BEFORE, &AFTER).await;
    let mut run = place
        .site
        .start(place.plan("20260101000000"))
        .await
        .unwrap();
    build(&mut run, &mut Silent).await.unwrap();
    let work = run.connection().session();
    place.kill(&[work]).await;
    let failed = run.perform(Phase::Copy, &mut Silent).await.unwrap_err();
    assert_eq!(failed.kind(), ErrorKind::ConnectionLost, "{failed:?}");
    run.undo(&mut Silent).await.unwrap();
    place.assert_as_before().await;
}

/// Reads what every case of the corpus executes, and the texts that the executor and the generator
/// write.
#[test]
fn no_statement_takes_a_lock_that_outlives_its_session() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    walk(&package.join("tests/corpus"), "oceanbase.snap", &mut files);
    let recorded = files.len();
    for name in ["exec", "codegen", "model", "verify"] {
        let sources = package.join("../../crates").join(name).join("src");
        walk(&sources, ".rs", &mut files);
    }
    assert!(recorded > 100 && files.len() > recorded + 50);
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let said = text.lines().filter(|line| !line.trim().starts_with("//"));
        for line in said {
            let upper = line.to_uppercase();
            for lock in ["LOCK TABLES", "GET_LOCK"] {
                assert!(!upper.contains(lock), "{}: {line}", file.display());
            }
        }
    }
}

fn walk(folder: &Path, end: &str, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, end, files);
        } else if path.to_str().unwrap().ends_with(end) {
            files.push(path);
        }
    }
}
