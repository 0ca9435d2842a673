//! Writes the statements that create a whole schema.

mod oceanbase;
pub(crate) mod postgres;

use std::collections::BTreeSet;

use obmigrate_model::plan::Hazard;
use obmigrate_model::{Dialect, ObjectPath, Schema, Statement, Target};

use crate::error::{Error, Refusal};
use crate::gate;
use crate::render::limits::Limits;

/// Writes the statements that create everything of a schema in an empty database, in an order that
/// works, one by one.
///
/// A statement names what belongs to the schema without a schema, so on PostgreSQL the session's
/// `search_path` has to begin with the schema that it all goes to, and lead to the extensions whose
/// types it uses. What a schema only reports as not modelled ([`Schema::unmodelled`]) is not
/// created; an expression that calls an unmodelled function needs it to be there. The result depends
/// on the arguments alone.
///
/// # Errors
/// Every reason at once: `codegen/wrong-dialect`, `codegen/unsupported-type`,
/// `codegen/unsupported-feature`, `codegen/type-described-twice`; else `codegen/gate` if a statement
/// would not be understood.
pub fn definition(schema: &Schema, target: Target) -> Result<Vec<Statement>, Refusal> {
    if schema.dialect != target.dialect {
        let schema = schema.dialect;
        return Err(Error::WrongDialect { schema, target }.into());
    }
    let mut errors = Vec::new();
    let mut limits = Limits::new(target, &mut errors);
    let parts = match target.dialect {
        Dialect::Postgres => postgres::parts(schema, &mut limits),
        Dialect::OceanBase => oceanbase::parts(schema, &mut limits),
    };
    passed(parts, errors, |statement| {
        gate::check_definition(statement, target.dialect)
    })
}

/// Hands the statements out if nothing is against them and each passes the gate.
pub(crate) fn passed(
    parts: Vec<Part>,
    mut errors: Vec<Error>,
    check: impl Fn(&Statement) -> Result<(), String>,
) -> Result<Vec<Statement>, Refusal> {
    // A statement that lacks something is not handed out, so nobody has to read it.
    let complete = errors.is_empty();
    for part in parts.iter().filter(|_| complete) {
        if let Err(why) = check(&part.statement) {
            let path = part.path.clone();
            errors.push(Error::Gate { path, why });
        }
    }
    let statements = parts.into_iter().map(|part| part.statement).collect();
    Refusal::unless_empty(errors, statements)
}

/// Is a statement and what it is for.
pub(crate) struct Part {
    /// What it changes.
    pub(crate) path: ObjectPath,
    /// What it does to that, in one word or a few.
    pub(crate) verb: &'static str,
    /// The statement.
    pub(crate) statement: Statement,
    /// What it may get in the way of.
    pub(crate) hazards: BTreeSet<Hazard>,
}

impl Part {
    pub(crate) fn new(path: &ObjectPath, statement: Statement) -> Self {
        Self {
            path: path.clone(),
            verb: "change",
            statement,
            hazards: BTreeSet::new(),
        }
    }

    /// Says what is done.
    pub(crate) const fn doing(mut self, verb: &'static str) -> Self {
        self.verb = verb;
        self
    }

    /// Warns of something.
    pub(crate) fn warning(mut self, hazards: impl IntoIterator<Item = Hazard>) -> Self {
        self.hazards.extend(hazards);
        self
    }
}
