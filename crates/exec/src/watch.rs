//! Statements that may wait for ever, or work for too long, and somebody who watches them.
//!
//! On OceanBase `RENAME TABLE`, `DROP TABLE`, `CREATE INDEX` and `ADD FOREIGN KEY` wait for open
//! transactions without limit, and no timeout variable bounds them. Killing the statement does:
//! nothing of it is applied, then or later (4.3.5, measured).

mod holders;

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use obmigrate_model::Statement;
use obmigrate_model::plan::Limits;

use crate::event::{Clock, Event, Observer};
use crate::{Connection, Connector, Error, ErrorKind, Executed};

/// Says how long a statement may wait and how often it is tried.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    pub(crate) limit: Duration,
    pub(crate) attempts: u32,
}

/// How long a statement may take for which a plan of an older version names no limit.
const WITHOUT_LIMIT: Duration = Duration::from_secs(30 * 60);
/// How often a statement is tried that only waits for locks. Waiting once more may help; working
/// once more does not.
const ATTEMPTS: u32 = 3;

/// How often a statement is tried again that the server puts off while definitions change elsewhere
/// (error 5627, seen under load on 4.3.5), and how long it waits in between.
const PUT_OFF: u32 = 30;
const PAUSE: Duration = Duration::from_millis(100);

impl Patience {
    /// Keeps to the limits of a step.
    pub(crate) fn of(limits: Limits) -> Self {
        match (limits.lock_ms, limits.statement_ms) {
            (Some(lock), _) => Self {
                limit: Duration::from_millis(lock),
                attempts: ATTEMPTS,
            },
            (None, statement) => Self {
                limit: statement.map_or(WITHOUT_LIMIT, Duration::from_millis),
                attempts: 1,
            },
        }
    }
}

/// Executes a statement; stops and repeats it when it takes longer than the limit, and repeats it when
/// the server puts it off.
pub(crate) async fn execute(
    connector: &dyn Connector,
    connection: &mut dyn Connection,
    statement: &Statement,
    patience: Patience,
    clock: &dyn Clock,
    observer: &mut dyn Observer,
) -> Result<Executed, Error> {
    for _ in 0..PUT_OFF {
        match within(connector, connection, statement, patience, clock, observer).await {
            Err(error) if error.kind() == ErrorKind::Conflict => clock.sleep(PAUSE).await,
            done => return done,
        }
    }
    within(connector, connection, statement, patience, clock, observer).await
}

/// Executes a statement, and stops and repeats it when it takes longer than the limit.
pub(crate) async fn within(
    connector: &dyn Connector,
    connection: &mut dyn Connection,
    statement: &Statement,
    patience: Patience,
    clock: &dyn Clock,
    observer: &mut dyn Observer,
) -> Result<Executed, Error> {
    let session = connection.session();
    for attempt in 1..=patience.attempts {
        let mut running: Running<'_> = Box::pin(connection.execute(statement));
        if let Some(result) = first(&mut running, clock.sleep(patience.limit)).await {
            return result;
        }
        connector.kill(session).await?;
        match running.await {
            Err(error) if error.kind() == ErrorKind::Cancelled && patience.attempts == 1 => {
                return Err(Error::new(
                    ErrorKind::Timeout,
                    format!("executing {}", statement.redacted()),
                )
                .with_reason(
                    "it took longer than the plan allows; it works through rows, or an open \
                     transaction of another session holds a lock on a table",
                ));
            }
            Err(error) if error.kind() == ErrorKind::Cancelled => {
                observer.event(&Event::Waiting {
                    doing: statement.redacted(),
                    attempt,
                });
            }
            // It was faster than the kill.
            done => return done,
        }
    }
    Err(Error::new(
        ErrorKind::LockTimeout,
        format!("executing {}", statement.redacted()),
    )
    .with_reason(match holders::holders(connection).await.as_slice() {
        [] => {
            "an open transaction of another session holds a lock on a table; end it and try again"
                .to_owned()
        }
        holders => format!(
            "open transactions of other sessions hold locks on tables: {}; end them and try again",
            holders.join(", ")
        ),
    }))
}

type Running<'a> = Pin<Box<dyn Future<Output = Result<Executed, Error>> + Send + 'a>>;

/// Returns the result of `running`, or `None` if `limit` is over first.
async fn first(
    running: &mut Running<'_>,
    limit: impl Future<Output = ()> + Send,
) -> Option<Result<Executed, Error>> {
    let mut limit = Box::pin(limit);
    poll_fn(|context| {
        if let Poll::Ready(result) = running.as_mut().poll(context) {
            return Poll::Ready(Some(result));
        }
        limit.as_mut().poll(context).map(|()| None)
    })
    .await
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;
    use obmigrate_model::{Dialect, ServerVersion, Target};

    use super::*;
    use crate::fake::{Reply, Script};

    struct NoTime;

    #[async_trait]
    impl Clock for NoTime {
        async fn sleep(&self, duration: Duration) {
            // What is put off goes on at once; a limit is never over.
            if duration != PAUSE {
                std::future::pending::<()>().await;
            }
        }
    }

    struct Silent;

    impl Observer for Silent {
        fn event(&mut self, _: &Event) {}
    }

    async fn run(script: &Script) -> Result<Executed, Error> {
        let mut connection = script.connect().await?;
        let statement = Statement::new("DROP TABLE t");
        let patience = Patience::of(Limits::default());
        let connection = connection.as_mut();
        execute(
            script,
            connection,
            &statement,
            patience,
            &NoTime,
            &mut Silent,
        )
        .await
    }

    fn script() -> Script {
        let version = ServerVersion {
            major: 4,
            minor: 3,
            patch: 5,
        };
        Script::new(Target {
            dialect: Dialect::OceanBase,
            version,
        })
    }

    #[tokio::test]
    async fn a_statement_that_is_put_off_is_tried_again() {
        let script = script()
            .exactly("DROP TABLE t", Reply::Fails(ErrorKind::Conflict))
            .exactly("DROP TABLE t", Reply::Fails(ErrorKind::Conflict))
            .exactly("DROP TABLE t", Reply::Executed(0));
        assert!(run(&script).await.is_ok());
        assert_eq!(script.outstanding(), 0);
    }

    #[tokio::test]
    async fn a_statement_that_fails_or_is_always_put_off_is_not() {
        let script = script().exactly("DROP TABLE t", Reply::Fails(ErrorKind::Missing));
        assert_eq!(run(&script).await.unwrap_err().kind(), ErrorKind::Missing);
        let script = self::script().always("DROP TABLE t", Reply::Fails(ErrorKind::Conflict));
        assert_eq!(run(&script).await.unwrap_err().kind(), ErrorKind::Conflict);
    }
}
