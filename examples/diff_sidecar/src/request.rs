//! What one line asks for.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::failure::{Failure, MALFORMED_REQUEST, NOT_ONE_OPERATION, UNKNOWN_OPERATION};
use crate::part::Part;

/// Holds a request whose operation is known and whose content was not looked at.
#[derive(Debug)]
pub(crate) struct Request<'a> {
    /// The text or number that the answer repeats, as it is written.
    pub(crate) id: &'a RawValue,
    /// What is asked for.
    pub(crate) operation: Operation,
    /// What it is asked for with.
    pub(crate) body: Part<'a>,
}

/// Says why a line is no request.
#[derive(Debug)]
pub(crate) struct Refused<'a> {
    /// The text or number that the answer repeats; nothing if there is none.
    pub(crate) id: Option<&'a RawValue>,
    /// What is wrong.
    pub(crate) failure: Failure,
}

/// Names what can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    /// Which protocol and which documents this program knows.
    Version,
    /// In what two schemas differ.
    Diff,
    /// Who changed what in three schemas.
    Merge,
    /// What is wrong with a schema, or doubtful about a comparison.
    Validate,
    /// What a PostgreSQL schema is on OceanBase.
    Translate,
}

impl Operation {
    const ALL: [Self; 5] = [
        Self::Version,
        Self::Diff,
        Self::Merge,
        Self::Validate,
        Self::Translate,
    ];

    /// Returns its name in a request.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Version => "version",
            Self::Diff => "diff",
            Self::Merge => "merge",
            Self::Validate => "validate",
            Self::Translate => "translate",
        }
    }
}

/// Reads a line as a request.
pub(crate) fn read(line: &[u8]) -> Result<Request<'_>, Refused<'_>> {
    let line = text(line).map_err(|failure| Refused { id: None, failure })?;
    let whole = Part::whole(line);
    let members: Members<'_> = whole
        .read()
        .map_err(|failure| Refused { id: None, failure })?;
    let (ids, others): (Vec<_>, Vec<_>) = members.0.into_iter().partition(|(name, _)| name == "id");
    let id = id(&whole, &ids).map_err(|failure| Refused { id: None, failure })?;
    let (operation, body) = operation(&others).map_err(|failure| Refused {
        id: Some(id),
        failure,
    })?;
    Ok(Request {
        id,
        operation,
        body: whole.member(operation.name(), body),
    })
}

fn text(line: &[u8]) -> Result<&str, Failure> {
    let line = std::str::from_utf8(line).map_err(|error| {
        let message = format!(
            "cannot read the request: byte {} is no UTF-8",
            error.valid_up_to() + 1
        );
        Failure::new(MALFORMED_REQUEST, message)
    })?;
    if line.trim_ascii().is_empty() {
        let message = "cannot read the request: the line is empty";
        return Err(Failure::new(MALFORMED_REQUEST, message));
    }
    Ok(line)
}

fn id<'a>(whole: &Part<'a>, ids: &[(String, &'a RawValue)]) -> Result<&'a RawValue, Failure> {
    let [(_, id)] = ids else {
        return Err(whole.unexpected(match ids.len() {
            0 => "missing field `id`",
            _ => "duplicate field `id`",
        }));
    };
    let is_text_or_number = id
        .get()
        .starts_with(|first: char| first == '"' || first == '-' || first.is_ascii_digit());
    if is_text_or_number {
        Ok(id)
    } else {
        let id = whole.member("id", id);
        Err(id.unexpected("a text or a number is expected"))
    }
}

fn operation<'a>(members: &[(String, &'a RawValue)]) -> Result<(Operation, &'a RawValue), Failure> {
    let mut found = Vec::new();
    for (name, body) in members {
        let known = Operation::ALL.into_iter().find(|one| one.name() == name);
        found.push((known.ok_or_else(|| unknown(name))?, *body));
    }
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(Failure::new(
            NOT_ONE_OPERATION,
            format!("the request names no operation; {} are known", names()),
        )),
        several => {
            let named: Vec<_> = several.iter().map(|(one, _)| one.name()).collect();
            Err(Failure::new(
                NOT_ONE_OPERATION,
                format!("the request names several operations: {}", named.join(", ")),
            ))
        }
    }
}

fn unknown(name: &str) -> Failure {
    Failure::new(
        UNKNOWN_OPERATION,
        format!("there is no operation {name:?}; {} are known", names()),
    )
}

fn names() -> String {
    Operation::ALL.map(Operation::name).join(", ")
}

/// Holds the members of an object in their order, also those of one name.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object with an id and an operation")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Object)
    }
}
