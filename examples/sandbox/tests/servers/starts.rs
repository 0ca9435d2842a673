//! Servers start, side by side, from every source, for root and for ordinary users, and stop.

use std::env;
use std::fs;
use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, TcpStream, UdpSocket};
use std::os::unix::process::CommandExt;

use obmigrate_sandbox::{
    Engine, Options, PostgresSource, Sandbox, Server, WheelPostgres, cache_folder, shared,
};

use crate::world::{Serving, World, answers, is_root};

#[test]
fn two_sandboxes_run_side_by_side_and_stop_one_by_one() {
    let world = World::new();
    let options = Options::default().folder(world.path());
    let first = Sandbox::start(&options).unwrap();
    let second = Sandbox::start(&options).unwrap();
    let urls = |sandbox: &Sandbox| {
        [
            sandbox.postgres_url().to_owned(),
            sandbox.oceanbase_url().to_owned(),
        ]
    };
    let (firsts, seconds) = (urls(&first), urls(&second));
    assert!(firsts.iter().chain(&seconds).all(|url| answers(url)));
    assert_eq!(world.folders().len(), 4);

    first.stop().unwrap();
    assert!(firsts.iter().all(|url| !answers(url)));
    assert!(seconds.iter().all(|url| answers(url)));
    assert_eq!(world.folders().len(), 2);

    drop(second);
    assert!(seconds.iter().all(|url| !answers(url)));
    assert_eq!(world.folders(), Vec::<std::path::PathBuf>::new());
    world.expect_nothing_left();
}

fn check_wheel(version: WheelPostgres, major: &str) {
    let world = World::new();
    let options = Options::default()
        .folder(world.path())
        .postgres_source(PostgresSource::Wheel(version));
    let server = Server::start(Engine::Postgres, &options).unwrap();
    assert!(answers(server.url()));
    let found = fs::read_to_string(server.folder().unwrap().join("data/PG_VERSION")).unwrap();
    assert_eq!(found.trim_end(), major);
    server.stop().unwrap();
    world.expect_nothing_left();
}

#[test]
fn postgres_16_starts_from_the_wheel() {
    check_wheel(WheelPostgres::V16, "16");
}

#[test]
fn postgres_18_starts_from_the_wheel() {
    check_wheel(WheelPostgres::V18, "18");
}

#[test]
fn both_start_for_an_ordinary_user() {
    let world = World::new();
    // The build folder may be closed to others, and root's cache is fetched by the first who needs it.
    Server::start(Engine::OceanBase, &Options::default().folder(world.path()))
        .unwrap()
        .stop()
        .unwrap();
    let program = world.path().join("sandbox");
    fs::copy(env!("CARGO_BIN_EXE_sandbox"), &program).unwrap();
    let mut command = world.command(&program, &[]);
    command
        .current_dir(world.path())
        .env("HOME", world.path())
        .env("OBMIGRATE_CACHE", cache_folder().unwrap());
    if is_root() {
        command.uid(65534).gid(65534);
    }
    let (serving, urls) = Serving::start(&mut command, 2);
    assert!(urls.iter().all(|url| answers(url)));
    assert!(serving.close());
    world.expect_nothing_left();
}

#[test]
fn closed_standard_input_stops_both() {
    let world = World::new();
    let (serving, urls) = Serving::start(&mut world.binary(&[]), 2);
    assert!(urls.iter().all(|url| answers(url)));
    assert!(serving.close());
    assert_eq!(world.folders(), Vec::<std::path::PathBuf>::new());
    world.expect_nothing_left();
}

#[test]
fn redirected_servers_are_not_started() {
    let world = World::new();
    let urls = ["postgresql://me@db.example/x", "mysql://me@db.example/x"];
    let mut command = world.binary(&[]);
    command
        .env("OBMIGRATE_PG_URL", urls[0])
        .env("OBMIGRATE_OB_URL", urls[1])
        .env("PATH", "");
    let (serving, found) = Serving::start(&mut command, 2);
    assert_eq!(found, urls);
    assert_eq!(world.folders(), Vec::<std::path::PathBuf>::new());
    assert!(serving.close());
}

/// Logs in as root without a password, as far as the first byte of the answer: 0 for yes, 255 for no.
fn log_in(address: (IpAddr, u16)) -> u8 {
    let mut stream = TcpStream::connect(address).unwrap();
    let read = |stream: &mut TcpStream| {
        let mut head = [0; 4];
        stream.read_exact(&mut head).unwrap();
        let mut body = vec![0; usize::from(head[0]) + (usize::from(head[1]) << 8)];
        stream.read_exact(&mut body).unwrap();
        body
    };
    read(&mut stream);
    let capabilities = [0x00, 0x82, 0, 0, 0, 0, 0, 1, 45];
    let login = [&[38, 0, 0, 1][..], &capabilities, &[0; 23], b"root\0\0"].concat();
    stream.write_all(&login).unwrap();
    read(&mut stream)[0]
}

#[test]
fn oceanbase_lets_nobody_in_from_elsewhere() {
    let world = World::new();
    let server =
        Server::start(Engine::OceanBase, &Options::default().folder(world.path())).unwrap();
    let port = server
        .url()
        .split([':', '/'])
        .find_map(|part| part.parse().ok())
        .unwrap();
    let local = IpAddr::from(Ipv4Addr::LOCALHOST);
    assert_eq!(log_in((local, port)), 0);
    // The address under which others see this machine; connecting a UDP socket sends nothing. A machine without
    // one is seen by nobody.
    let socket = UdpSocket::bind("0.0.0.0:0").unwrap();
    if socket.connect("192.0.2.1:9").is_ok() {
        let seen = socket.local_addr().unwrap().ip();
        assert_eq!(log_in((seen, port)) == 0, seen.is_loopback());
    }
}

#[test]
fn a_process_shares_one_pair() {
    let sandbox = shared().unwrap();
    assert!(std::ptr::eq(sandbox, shared().unwrap()));
    for (url, variable) in [
        (sandbox.postgres_url(), "OBMIGRATE_PG_URL"),
        (sandbox.oceanbase_url(), "OBMIGRATE_OB_URL"),
    ] {
        let redirect = env::var(variable).unwrap_or_default();
        assert!(
            url == redirect || (redirect.is_empty() && answers(url)),
            "{url}"
        );
    }
}
