//! Starts the servers, prints their URLs, and keeps them until standard input closes or Ctrl-C.

use std::env;
use std::error::Error as _;
use std::io::{self, Read, Write};
use std::process::ExitCode;
use std::time::Duration;

use obmigrate_sandbox::{Engine, Error, Options, PostgresSource, Server, WheelPostgres};

const USAGE: &str = "\
usage: sandbox [--only postgres|oceanbase] [--postgres any|machine|wheel-16|wheel-18]
               [--postgres-port N] [--oceanbase-port N] [--timeout-ms N]

Starts PostgreSQL and OceanBase on free loopback ports, prints their URLs as
environment variables, and stops them when standard input closes or on Ctrl-C.
A server whose URL is already in OBMIGRATE_PG_URL or OBMIGRATE_OB_URL is not started.";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--help") {
        println!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    let options = match Options::from_environment() {
        Ok(options) => options,
        Err(error) => return report(&error),
    };
    let Some((engines, options)) = parse(&arguments, options) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    match serve(&engines, &options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => report(&error),
    }
}

fn serve(engines: &[Engine], options: &Options) -> Result<(), Error> {
    let servers: Vec<Server> = engines
        .iter()
        .map(|engine| Server::start(*engine, options))
        .collect::<Result<_, _>>()?;
    let mut output = io::stdout().lock();
    for server in &servers {
        // Whoever does not read the URLs may still close standard input.
        writeln!(
            output,
            "{}={}",
            server.engine().url_variable(),
            server.url()
        )
        .ok();
    }
    output.flush().ok();
    io::stdin().lock().read_to_end(&mut Vec::new()).ok();
    servers.into_iter().try_for_each(Server::stop)
}

fn parse(arguments: &[String], mut options: Options) -> Option<(Vec<Engine>, Options)> {
    let mut engines = vec![Engine::Postgres, Engine::OceanBase];
    let (pairs, rest) = arguments.as_chunks::<2>();
    for [name, value] in pairs {
        options = match (name.as_str(), value.as_str()) {
            ("--only", "postgres") => {
                engines = vec![Engine::Postgres];
                options
            }
            ("--only", "oceanbase") => {
                engines = vec![Engine::OceanBase];
                options
            }
            ("--postgres", "any") => options.postgres_source(PostgresSource::Any),
            ("--postgres", "machine") => options.postgres_source(PostgresSource::Machine),
            ("--postgres", "wheel-16") => {
                options.postgres_source(PostgresSource::Wheel(WheelPostgres::V16))
            }
            ("--postgres", "wheel-18") => {
                options.postgres_source(PostgresSource::Wheel(WheelPostgres::V18))
            }
            ("--postgres-port", port) => options.port(Engine::Postgres, port.parse().ok()?),
            ("--oceanbase-port", port) => options.port(Engine::OceanBase, port.parse().ok()?),
            ("--timeout-ms", time) => {
                options.startup_timeout(Duration::from_millis(time.parse().ok()?))
            }
            _ => return None,
        };
    }
    rest.is_empty().then_some((engines, options))
}

fn report(error: &Error) -> ExitCode {
    eprintln!("error[{}]: {error}", error.code());
    let mut cause = error.source();
    while let Some(inner) = cause {
        eprintln!("  caused by: {inner}");
        cause = inner.source();
    }
    ExitCode::FAILURE
}
