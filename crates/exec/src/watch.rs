//! Statements that may wait for ever, and somebody who watches them.
//!
//! On OceanBase `RENAME TABLE`, `DROP TABLE`, `CREATE INDEX` and `ADD FOREIGN KEY` wait for open
//! transactions without limit, and no timeout variable bounds them. Killing the statement does:
//! nothing of it is applied, then or later (4.3.5, measured).

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

/// Executes a statement; stops and repeats it when it takes longer than the limit.
pub(crate) async fn execute(
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
    .with_reason(
        "an open transaction of another session holds a lock on a table; end it and try again",
    ))
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
