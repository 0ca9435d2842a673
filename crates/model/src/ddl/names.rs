//! Which names of constraints and indexes are free.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Dialect, Ident};

/// Remembers the names that are taken and the numbers that were tried.
pub(super) struct Taken {
    names: BTreeSet<(Scope, String)>,
    /// The last number behind a name that was taken.
    numbers: BTreeMap<(Scope, String), usize>,
}

/// Where a name must be unique: the relations of a schema, the constraints or keys of a table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Scope {
    Relations(Option<Ident>),
    Constraints(Option<Ident>, Ident),
    Keys(Option<Ident>, Ident),
    Checks(Option<Ident>),
    ForeignKeys(Option<Ident>),
}

impl Taken {
    pub(super) const fn new() -> Self {
        Self {
            names: BTreeSet::new(),
            numbers: BTreeMap::new(),
        }
    }

    /// Notes a name.
    pub(super) fn add(&mut self, dialect: Dialect, scope: &Scope, name: &Ident) {
        let folded = folded(dialect, name.as_str());
        self.names.insert((scope.clone(), folded));
    }

    /// Makes the first free name: the one without a number, then with 1 and so on (PostgreSQL) or
    /// with `_2` and so on (OceanBase).
    pub(super) fn free(
        &mut self,
        dialect: Dialect,
        scopes: &[Scope],
        with: impl Fn(&str) -> String,
    ) -> Option<Ident> {
        let plain = with("");
        let counter = scopes.first().map(|scope| (scope.clone(), plain.clone()));
        let mut number = counter
            .as_ref()
            .and_then(|key| self.numbers.get(key).copied())
            .unwrap_or(0);
        loop {
            let name = match (number, dialect) {
                (0, _) => plain.clone(),
                (number, Dialect::Postgres) => with(&number.to_string()),
                (number, Dialect::OceanBase) => with(&format!("_{}", number + 1)),
            };
            number += 1;
            let lower = folded(dialect, &name);
            let is_free = scopes
                .iter()
                .all(|scope| !self.names.contains(&(scope.clone(), lower.clone())));
            if is_free {
                if let Some(counter) = counter {
                    self.numbers.insert(counter, number);
                }
                let name = Ident::new(name).ok()?;
                for scope in scopes {
                    self.add(dialect, scope, &name);
                }
                return Some(name);
            }
        }
    }
}

/// OceanBase compares names without regard to case.
fn folded(dialect: Dialect, name: &str) -> String {
    match dialect {
        Dialect::Postgres => name.to_owned(),
        Dialect::OceanBase => name.to_lowercase(),
    }
}
