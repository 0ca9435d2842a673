//! A server that plays a script, for tests of whatever talks to a [`Connection`].

use std::collections::{BTreeSet, VecDeque};
use std::fmt;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

use async_trait::async_trait;
use obmigrate_model::{Row, Statement, Target};

use crate::{Connection, Connector, Error, ErrorKind, Executed, RowSink, SessionId};

/// Plays a script: statements that are expected, in order, with what the server answers.
///
/// All connections share the script and the transcript. A statement that is not expected fails with
/// [`ErrorKind::Internal`] and is named in the error. `BEGIN`, `COMMIT` and `ROLLBACK` succeed and
/// are recorded; an expectation is needed only to let them fail.
///
/// Clones are handles to the same script.
#[derive(Clone)]
pub struct Script {
    target: Target,
    state: Arc<Mutex<State>>,
}

/// Says what the server answers.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Reply {
    /// The statement is executed and affects this many rows.
    Executed(u64),
    /// The statement returns these rows.
    Rows(Vec<Row>),
    /// The statement fails.
    Fails(ErrorKind),
    /// The statement returns these rows and then fails.
    Breaks(Vec<Row>, ErrorKind),
    /// The statement runs until its session is killed, and then fails with
    /// [`ErrorKind::Cancelled`].
    UntilKilled,
}

#[derive(Default)]
struct State {
    expected: VecDeque<(Pattern, Reply)>,
    always: Vec<(Pattern, Reply)>,
    transcript: Vec<String>,
    sessions: u64,
    killed: BTreeSet<SessionId>,
    waiting: Vec<Waker>,
}

enum Pattern {
    Exactly(String),
    StartingWith(String),
}

impl Pattern {
    fn fits(&self, sql: &str) -> bool {
        match self {
            Self::Exactly(text) => sql == text,
            Self::StartingWith(text) => sql.starts_with(text.as_str()),
        }
    }
}

impl Script {
    /// Starts an empty script for a server of that kind and version.
    #[must_use]
    pub fn new(target: Target) -> Self {
        Self {
            target,
            state: Arc::default(),
        }
    }

    /// Expects this statement next.
    #[must_use]
    pub fn exactly(self, sql: impl Into<String>, reply: Reply) -> Self {
        self.expect(Pattern::Exactly(sql.into()), reply)
    }

    /// Expects a statement that starts like this next.
    #[must_use]
    pub fn starting_with(self, prefix: impl Into<String>, reply: Reply) -> Self {
        self.expect(Pattern::StartingWith(prefix.into()), reply)
    }

    /// Answers statements that start like this at any time and any number of times, where the next
    /// expected statement is another one. Of several that fit the first counts.
    #[must_use]
    pub fn always(self, prefix: impl Into<String>, reply: Reply) -> Self {
        let pattern = Pattern::StartingWith(prefix.into());
        self.lock().always.push((pattern, reply));
        self
    }

    /// Returns every statement so far, `BEGIN`, `COMMIT`, `ROLLBACK`, `CONNECT`, `CLOSE` and `KILL`
    /// included.
    #[must_use]
    pub fn transcript(&self) -> Vec<String> {
        self.lock().transcript.clone()
    }

    /// Counts the expected statements that did not come.
    #[must_use]
    pub fn outstanding(&self) -> usize {
        self.lock().expected.len()
    }

    fn expect(self, pattern: Pattern, reply: Reply) -> Self {
        self.lock().expected.push_back((pattern, reply));
        self
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Whoever panicked while holding the lock left no half-made state behind.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Script")
            .field("target", &self.target)
            .field("outstanding", &self.outstanding())
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl Connector for Script {
    async fn connect(&self) -> Result<Box<dyn Connection>, Error> {
        let mut state = self.lock();
        state.transcript.push("CONNECT".to_owned());
        state.sessions += 1;
        Ok(Box::new(Session {
            id: SessionId(state.sessions),
            script: self.clone(),
        }))
    }

    async fn kill(&self, session: SessionId) -> Result<(), Error> {
        let mut state = self.lock();
        state.transcript.push(format!("KILL {session}"));
        state.killed.insert(session);
        for waker in state.waiting.drain(..) {
            waker.wake();
        }
        Ok(())
    }
}

struct Session {
    id: SessionId,
    script: Script,
}

impl Session {
    fn reply(&self, sql: &str) -> Result<Reply, Error> {
        let mut state = self.script.lock();
        state.transcript.push(sql.to_owned());
        // A kill that came while nothing ran is over.
        state.killed.remove(&self.id);
        if let Some((_, reply)) = state
            .expected
            .pop_front_if(|(pattern, _)| pattern.fits(sql))
        {
            return Ok(reply);
        }
        let always = state.always.iter().find(|(pattern, _)| pattern.fits(sql));
        always.map(|(_, reply)| reply.clone()).ok_or_else(|| {
            Error::new(ErrorKind::Internal, format!("executing {}", redacted(sql)))
                .with_reason("the script does not expect this statement now")
        })
    }

    async fn until_killed(&self) {
        poll_fn(|context| {
            let mut state = self.script.lock();
            if state.killed.remove(&self.id) {
                Poll::Ready(())
            } else {
                state.waiting.push(context.waker().clone());
                Poll::Pending
            }
        })
        .await;
    }

    async fn answer(&self, sql: &str, sink: &mut dyn RowSink) -> Result<Executed, Error> {
        let failed = |kind| Error::new(kind, format!("executing {}", redacted(sql)));
        let (rows, failure) = match self.reply(sql)? {
            Reply::Executed(rows_affected) => return Ok(Executed { rows_affected }),
            Reply::Rows(rows) => (rows, None),
            Reply::Fails(kind) => (Vec::new(), Some(kind)),
            Reply::Breaks(rows, kind) => (rows, Some(kind)),
            Reply::UntilKilled => {
                self.until_killed().await;
                (Vec::new(), Some(ErrorKind::Cancelled))
            }
        };
        for row in rows {
            if sink.row(row).is_break() {
                break;
            }
        }
        failure.map_or_else(|| Ok(Executed::default()), |kind| Err(failed(kind)))
    }

    async fn transaction(&self, word: &str) -> Result<(), Error> {
        let is_expected = {
            let state = self.script.lock();
            let next = state.expected.front();
            next.is_some_and(|(pattern, _)| pattern.fits(word))
        };
        if is_expected {
            self.answer(word, &mut Vec::new()).await.map(drop)
        } else {
            self.script.lock().transcript.push(word.to_owned());
            Ok(())
        }
    }
}

fn redacted(sql: &str) -> String {
    Statement::new(sql).redacted()
}

#[async_trait]
impl Connection for Session {
    fn target(&self) -> Target {
        self.script.target
    }

    fn session(&self) -> SessionId {
        self.id
    }

    async fn execute(&mut self, statement: &Statement) -> Result<Executed, Error> {
        self.answer(statement.sql(), &mut Vec::new()).await
    }

    async fn query(&mut self, statement: &Statement, sink: &mut dyn RowSink) -> Result<(), Error> {
        self.answer(statement.sql(), sink).await.map(drop)
    }

    async fn begin(&mut self) -> Result<(), Error> {
        self.transaction("BEGIN").await
    }

    async fn commit(&mut self) -> Result<(), Error> {
        self.transaction("COMMIT").await
    }

    async fn rollback(&mut self) -> Result<(), Error> {
        self.transaction("ROLLBACK").await
    }

    async fn close(self: Box<Self>) -> Result<(), Error> {
        self.script.lock().transcript.push("CLOSE".to_owned());
        Ok(())
    }
}
