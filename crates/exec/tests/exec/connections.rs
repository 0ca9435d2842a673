//! Opening connections, and what they promise.

use std::time::{Duration, Instant};

use obmigrate_exec::conformance::suite;
use obmigrate_exec::{Connector, ErrorKind, Url, oceanbase, postgres};
use obmigrate_model::Dialect;

use crate::servers::{address, at, fresh, ident};

async fn check_suite(connector: &dyn Connector) {
    if let Err(failure) = suite(connector).await {
        panic!("{failure}: {:?}", std::error::Error::source(&failure));
    }
}

#[tokio::test]
async fn postgres_conforms() {
    let (_, url) = fresh(Dialect::Postgres, "conforms").await;
    check_suite(at(url).as_ref()).await;
}

#[tokio::test]
async fn oceanbase_conforms() {
    let (_, url) = fresh(Dialect::OceanBase, "conforms").await;
    check_suite(at(url).as_ref()).await;
}

/// Connects and returns the kind of failure; it must come soon and hold no password.
async fn failure(url: Url) -> ErrorKind {
    let started = Instant::now();
    let limit = Duration::from_secs(2);
    let outcome = match url.dialect() {
        Dialect::Postgres => {
            let database = postgres::Database::new(url).expect("the scheme fits");
            database.connect_timeout(limit).connect().await
        }
        Dialect::OceanBase => {
            let database = oceanbase::Database::new(url).expect("the scheme fits");
            database.connect_timeout(limit).connect().await
        }
    };
    let error = outcome.err().expect("there is nothing to connect to");
    assert!(started.elapsed() < Duration::from_secs(10), "{error:?}");
    assert!(!format!("{error:?}").contains("xyzzy"), "{error:?}");
    error.kind()
}

fn url(text: &str) -> Url {
    Url::parse(text).expect("it is well-formed")
}

#[tokio::test]
async fn each_engine_knows_that_the_other_is_none_of_its_kind() {
    let (there, here) = (address(Dialect::Postgres), address(Dialect::OceanBase));
    let wrong = format!("oceanbase://root:xyzzy@{}:{}", there.host(), there.port());
    assert_eq!(failure(url(&wrong)).await, ErrorKind::WrongServer);
    let wrong = format!("postgres://root:xyzzy@{}:{}", here.host(), here.port());
    assert_eq!(failure(url(&wrong)).await, ErrorKind::WrongServer);
}

#[tokio::test]
async fn nobody_at_home_is_unreachable() {
    for scheme in ["postgres", "oceanbase"] {
        let nobody = url(&format!("{scheme}://u:xyzzy@127.0.0.1:1/d"));
        assert_eq!(failure(nobody).await, ErrorKind::Unreachable, "{scheme}");
        let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let port = silent.local_addr().expect("it is bound").port();
        let silent_url = url(&format!("{scheme}://u:xyzzy@127.0.0.1:{port}/d"));
        assert_eq!(
            failure(silent_url).await,
            ErrorKind::Unreachable,
            "{scheme}"
        );
    }
}

#[tokio::test]
async fn strangers_are_refused() {
    let here = address(Dialect::OceanBase);
    let stranger = format!("oceanbase://nobody:xyzzy@{}:{}", here.host(), here.port());
    assert_eq!(failure(url(&stranger)).await, ErrorKind::AccessDenied);
    let there = address(Dialect::Postgres);
    let stranger = format!("postgres://nobody:xyzzy@{}:{}", there.host(), there.port());
    assert_eq!(failure(url(&stranger)).await, ErrorKind::AccessDenied);
}

#[tokio::test]
async fn an_absent_database_is_missing() {
    for dialect in [Dialect::Postgres, Dialect::OceanBase] {
        let nowhere = address(dialect).with_database(ident("obmigrate_nowhere"));
        assert_eq!(failure(nowhere).await, ErrorKind::Missing, "{dialect}");
    }
}

#[test]
fn an_address_of_the_other_engine_is_refused() {
    let here = url("oceanbase://u:xyzzy@h");
    let there = url("postgres://u:xyzzy@h");
    let kinds = [
        postgres::Database::new(here).map(drop),
        oceanbase::Database::new(there).map(drop),
    ]
    .map(|outcome| outcome.map_err(|error| error.kind()));
    assert_eq!(
        kinds,
        [Err(ErrorKind::InvalidUrl), Err(ErrorKind::InvalidUrl)]
    );
}
