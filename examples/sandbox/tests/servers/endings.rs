//! However a process ends that holds servers, neither process nor folder is left.

use std::env;
use std::process::Command;

use obmigrate_sandbox::shared;

use crate::world::{Serving, World, answers, signal};

/// Tells this test binary that it is the child of one of its own tests.
const CHILD: &str = "OBMIGRATE_SANDBOX_CHILD";

fn check(end: impl FnOnce(i64), arguments: &[&str], servers: usize) {
    let world = World::new();
    let (mut serving, urls) = Serving::start(&mut world.binary(arguments), servers);
    assert!(urls.iter().all(|url| answers(url)));
    assert_eq!(world.folders().len(), servers);
    assert!(!world.processes().is_empty());

    end(i64::from(serving.child.id()));
    assert!(!serving.child.wait().unwrap().success());
    world.expect_nothing_left();
    assert!(urls.iter().all(|url| !answers(url)));
}

#[test]
fn kill_leaves_nothing() {
    check(|process| signal("KILL", process), &[], 2);
}

#[test]
fn a_kill_of_the_whole_job_leaves_nothing() {
    check(
        |process| signal("KILL", -process),
        &["--only", "postgres"],
        1,
    );
}

#[test]
fn ctrl_c_leaves_nothing() {
    // What a terminal does: the signal goes to every process of the job.
    check(|process| signal("INT", -process), &[], 2);
}

#[test]
fn terminate_leaves_nothing() {
    check(
        |process| signal("TERM", process),
        &["--only", "postgres"],
        1,
    );
}

#[test]
fn kill_during_the_start_leaves_nothing() {
    let world = World::new();
    let mut child = world.binary(&[]).spawn().unwrap();
    crate::world::eventually("a folder is made", || !world.folders().is_empty());
    signal("KILL", i64::from(child.id()));
    child.wait().unwrap();
    world.expect_nothing_left();
}

#[test]
fn a_panic_leaves_nothing() {
    let world = World::new();
    let arguments = ["--exact", "endings::child_that_panics", "--nocapture"];
    let mut command = world.command(env::current_exe().unwrap(), &arguments);
    let answer = command.env(CHILD, "1").output().unwrap();
    assert!(!answer.status.success());
    let errors = String::from_utf8_lossy(&answer.stderr);
    assert!(errors.contains("on purpose, with 2 servers"), "{errors}");
    world.expect_nothing_left();
}

#[test]
fn child_that_panics() {
    if env::var_os(CHILD).is_some() {
        let sandbox = shared().unwrap();
        let urls = [sandbox.postgres_url(), sandbox.oceanbase_url()];
        panic!(
            "on purpose, with {} servers",
            urls.iter().filter(|url| answers(url)).count()
        );
    }
}

#[test]
fn what_a_process_starts_itself_does_not_keep_its_servers() {
    // A child that outlives its parent must not hold the pipe that the servers live by.
    let world = World::new();
    let arguments = [
        "--exact",
        "endings::child_that_leaves_a_child",
        "--nocapture",
    ];
    let mut command = world.command(env::current_exe().unwrap(), &arguments);
    let answer = command.env(CHILD, "1").output().unwrap();
    let output = String::from_utf8_lossy(&answer.stdout);
    let heir = output
        .lines()
        .find_map(|line| line.split("heir ").nth(1))
        .unwrap()
        .trim()
        .parse()
        .unwrap();
    world.expect_nothing_left();
    signal("KILL", heir);
}

#[test]
#[expect(
    clippy::zombie_processes,
    reason = "the point is that nobody waits for it"
)]
fn child_that_leaves_a_child() {
    if env::var_os(CHILD).is_some() {
        shared().unwrap();
        let quiet = std::process::Stdio::null;
        let heir = Command::new("sleep")
            .arg("600")
            .stdin(quiet())
            .stdout(quiet())
            .stderr(quiet())
            .spawn()
            .unwrap();
        println!("heir {}", heir.id());
    }
}
