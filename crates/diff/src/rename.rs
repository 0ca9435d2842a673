//! Objects that got another name: what a person says about them.

use std::fmt;
use std::str::FromStr;

use obmigrate_model::change::KeyKind;
use obmigrate_model::{Ident, ObjectPath};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Error;

/// Holds what a person said about renames.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "an answer is yes or no")]
pub struct Renames {
    /// These objects got another name.
    pub hints: Vec<Hint>,
    /// These did not: one went and the other came.
    pub refuted: Vec<Hint>,
}

/// Says that an object of one name is, or is not, the object of another name.
///
/// Written as two paths with `=` between them: `orders=purchases` for a table,
/// `orders.total=purchases.sum` for a column, `orders.indexes.by_total=purchases.indexes.by_sum`
/// for a key, constraint or index (`uniques`, `foreign_keys`, `checks`, `indexes`, `exclusions`).
/// The table stands on each side with the name that it has there. A name that has more than letters,
/// digits, `_` and `$` may stand in double quotes: `"a.b".id="a.b"."no."`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(clippy::exhaustive_structs, reason = "two ends make a rename")]
pub struct Hint {
    /// What it was: in base, or in live where there is no base.
    pub before: Named,
    /// What it is: in desired, in live, or in both.
    pub after: Named,
}

/// Names an object that can get another name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new kind must show every place to think about"
)]
pub enum Named {
    /// A table.
    Table(Ident),
    /// A column, behind its table.
    Column(Ident, Ident),
    /// A key, constraint or index, behind its table and kind.
    Key(Ident, KeyKind, Ident),
}

impl Hint {
    /// Reads a hint.
    ///
    /// # Errors
    /// `diff/malformed-rename` if it is not two paths of one kind with `=` between them.
    pub fn new(text: &str) -> Result<Self, Error> {
        let malformed = |reason| Error::MalformedRename {
            text: text.to_owned(),
            reason,
        };
        let (before, rest) = read_path(text).map_err(malformed)?;
        let Some(rest) = rest.strip_prefix('=') else {
            return Err(malformed("`=` is expected between the two names"));
        };
        let (after, rest) = read_path(rest).map_err(malformed)?;
        if !rest.is_empty() {
            return Err(malformed("nothing is expected behind the second name"));
        }
        let before = Named::new(before).map_err(malformed)?;
        let after = Named::new(after).map_err(malformed)?;
        let is_one_kind = match (&before, &after) {
            (Named::Table(_), Named::Table(_)) | (Named::Column(..), Named::Column(..)) => true,
            (Named::Key(_, kind, _), Named::Key(_, other, _)) => kind == other,
            (Named::Table(_) | Named::Column(..) | Named::Key(..), _) => false,
        };
        if is_one_kind {
            Ok(Self { before, after })
        } else {
            Err(malformed("both sides must name the same kind of object"))
        }
    }
}

impl Named {
    /// Reads a name, as in a hint, from the beginning of a text; returns what stands behind it.
    ///
    /// # Errors
    /// `diff/malformed-rename` if the text does not begin with one.
    pub fn read(text: &str) -> Result<(Self, &str), Error> {
        let malformed = |reason| Error::MalformedRename {
            text: text.to_owned(),
            reason,
        };
        let (segments, rest) = read_path(text).map_err(malformed)?;
        Ok((Self::new(segments).map_err(malformed)?, rest))
    }

    fn new(mut segments: Vec<Ident>) -> Result<Self, &'static str> {
        let last = segments.pop();
        let middle = segments.pop();
        match (segments.pop(), middle, last) {
            (None, None, Some(table)) => Ok(Self::Table(table)),
            (None, Some(table), Some(column)) => Ok(Self::Column(table, column)),
            (Some(table), Some(list), Some(name)) if segments.is_empty() => KeyKind::ALL
                .into_iter()
                .find(|kind| kind.list() == list.as_str())
                .map(|kind| Self::Key(table, kind, name))
                .ok_or(
                    "between a table and a key one of uniques, foreign_keys, checks, indexes, \
                     exclusions is expected",
                ),
            (_, _, _) => Err("a name has one to three parts: table, table.column, \
                              table.indexes.index"),
        }
    }

    /// Returns the table that it is or belongs to.
    #[must_use]
    pub const fn table(&self) -> &Ident {
        match self {
            Self::Table(table) | Self::Column(table, _) | Self::Key(table, ..) => table,
        }
    }

    /// Returns the name that it has in its table or schema.
    #[must_use]
    pub const fn name(&self) -> &Ident {
        match self {
            Self::Table(name) | Self::Column(_, name) | Self::Key(.., name) => name,
        }
    }

    /// Points at it.
    #[must_use]
    pub fn path(&self) -> ObjectPath {
        match self {
            Self::Table(table) => ObjectPath::table(table),
            Self::Column(table, column) => ObjectPath::column(table, column),
            Self::Key(table, kind, name) => ObjectPath::table(table)
                .join(kind.list())
                .join(name.as_str()),
        }
    }
}

/// Reads names with dots between them; returns what stands behind.
fn read_path(text: &str) -> Result<(Vec<Ident>, &str), &'static str> {
    let mut segments = Vec::new();
    let mut rest = text;
    loop {
        let (name, after) = if let Some(quoted) = rest.strip_prefix('"') {
            read_quoted(quoted)?
        } else {
            let end = rest.find(['.', '=']).unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            (name.to_owned(), after)
        };
        segments.push(Ident::new(name).map_err(|_| "a name is empty or holds U+0000")?);
        match after.strip_prefix('.') {
            Some(next) => rest = next,
            None => return Ok((segments, after)),
        }
    }
}

fn read_quoted(text: &str) -> Result<(String, &str), &'static str> {
    let mut name = String::new();
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        if character != '"' {
            name.push(character);
        } else if characters.next_if(|(_, next)| *next == '"').is_some() {
            name.push('"');
        } else {
            return Ok((name, text.get(at + 1..).unwrap_or_default()));
        }
    }
    Err("a quote does not end")
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table(table) => write_name(f, table),
            Self::Column(table, column) => {
                write_name(f, table)?;
                f.write_str(".")?;
                write_name(f, column)
            }
            Self::Key(table, kind, name) => {
                write_name(f, table)?;
                write!(f, ".{}.", kind.list())?;
                write_name(f, name)
            }
        }
    }
}

/// Writes a name so that it is read again as it is.
fn write_name(f: &mut fmt::Formatter<'_>, name: &Ident) -> fmt::Result {
    let text = name.as_str();
    if text.contains(['.', '=', '"', ' ']) {
        write!(f, "\"{}\"", text.replace('"', "\"\""))
    } else {
        f.write_str(text)
    }
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.before, self.after)
    }
}

impl FromStr for Hint {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::new(text)
    }
}

impl Serialize for Hint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::new(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_are_read_as_they_are_written() {
        for text in [
            "orders=purchases",
            "orders.total=orders.sum",
            "orders.indexes.by_total=orders.indexes.by_sum",
            "\"a.b\".\"c=d\"=x.\"e\"\"f\"",
            "订单.总额=订单.金额",
        ] {
            assert_eq!(Hint::new(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_hint_is_refused() {
        for text in [
            "",
            "orders",
            "=",
            "a=",
            "=b",
            "a=b=c",
            "a.b=c",
            "a.keys.b=a.keys.c",
            "\"a=b",
            "a.indexes.b=a.checks.c",
            "a.b.c.d=e",
            "a..b=c.d",
        ] {
            assert_eq!(
                Hint::new(text).unwrap_err().code(),
                "diff/malformed-rename",
                "{text}"
            );
        }
    }
}
