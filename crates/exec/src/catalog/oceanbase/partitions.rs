//! Partitions.

use obmigrate_model::partition::{Partition, PartitionBound, PartitionMethod};
use obmigrate_model::{Ident, IndexKey, Partitioning, Table};

use super::bounds::{self, Kind};
use super::scanner::Scanner;

/// Holds a partition whose bound is not read yet.
#[derive(Debug)]
pub(super) struct Raw {
    pub(super) name: Ident,
    pub(super) bound: Option<RawBound>,
    pub(super) parts: Vec<Self>,
}

/// Holds a bound as it is shown.
#[derive(Debug)]
pub(super) struct RawBound {
    pub(super) kind: Kind,
    pub(super) shown: Vec<u8>,
    /// The stored form, if the user may read it.
    pub(super) stored: Option<Vec<u8>>,
}

/// Holds the rule of one level.
struct Rule {
    method: PartitionMethod,
    key: Vec<IndexKey>,
}

/// Reads what `SHOW CREATE TABLE` says from `partition by` on; none if a name or a bound in it may
/// be read in two ways. `stored` holds the partitions as the catalogue keeps them, if the user may
/// read that.
///
/// A template for sub-partitions is not kept as such: the server makes a sub-partition of every
/// partition by it and puts the partition's name and an `s` before its name (measured on 4.3.5), and
/// those are what is read.
pub(super) fn read(text: &[u8], stored: Option<Vec<Raw>>, table: &Table) -> Option<Partitioning> {
    let mut text = Scanner::new(text);
    text.skip_blanks();
    if !text.eat(b"partition by ") {
        return None;
    }
    let rule = rule(&mut text, table)?;
    text.skip_blanks();
    let mut sub_rule = None;
    if text.eat(b"subpartition by ") {
        sub_rule = Some(self::rule(&mut text, table)?);
    }
    let raw = match stored {
        Some(raw) => raw,
        None => shown(&mut text)?,
    };
    build(&rule, sub_rule.as_ref(), raw)
}

fn rule(text: &mut Scanner<'_>, table: &Table) -> Option<Rule> {
    let method = text.word()?;
    let by_columns = text.accept("COLUMNS");
    let method = match (method.as_str(), by_columns) {
        ("RANGE", false) => PartitionMethod::Range,
        ("RANGE", true) => PartitionMethod::RangeColumns,
        ("LIST", false) => PartitionMethod::List,
        ("LIST", true) => PartitionMethod::ListColumns,
        ("HASH", false) => PartitionMethod::Hash,
        ("KEY", false) => PartitionMethod::Key,
        _ => return None,
    };
    text.skip_blanks();
    let inside = text.parenthesised()?;
    let key = if inside.iter().all(u8::is_ascii_whitespace) {
        Vec::new()
    } else {
        Scanner::new(inside)
            .items()?
            .into_iter()
            .map(|item| key(item, table))
            .collect::<Option<_>>()?
    };
    Some(Rule { method, key })
}

/// Reads a column, which stands there as its author wrote it, or an expression.
fn key(item: &[u8], table: &Table) -> Option<IndexKey> {
    let text = std::str::from_utf8(item).ok()?.trim();
    let mut quoted = Scanner::new(text.as_bytes());
    let name = match quoted.name() {
        Some(name) if quoted.rest().is_empty() => name,
        Some(_) | None => Ident::new(text).ok()?,
    };
    let lower = name.as_str().to_lowercase();
    let column = table
        .columns
        .names()
        .find(|column| column.as_str().to_lowercase() == lower);
    Some(column.map_or_else(
        || IndexKey::Expression(text.to_owned()),
        |column| IndexKey::Column(column.clone()),
    ))
}

/// Reads the partitions out of the text.
fn shown(text: &mut Scanner<'_>) -> Option<Vec<Raw>> {
    text.skip_blanks();
    let mut template = None;
    if text.eat(b"subpartition template (") {
        template = Some(list(text, b"subpartition ")?);
        text.skip_blanks();
    }
    if !text.eat(b"(") {
        return None;
    }
    let mut partitions = list(text, b"partition ")?;
    text.skip_blanks();
    if !text.rest().is_empty() {
        return None;
    }
    for partition in &mut partitions {
        for part in template.iter().flatten() {
            let name = format!("{}s{}", partition.name, part.name);
            partition.parts.push(Raw {
                name: Ident::new(name).ok()?,
                bound: part.bound.as_ref().map(RawBound::without_stored),
                parts: Vec::new(),
            });
        }
    }
    Some(partitions)
}

impl RawBound {
    fn without_stored(&self) -> Self {
        Self {
            kind: self.kind,
            shown: self.shown.clone(),
            stored: None,
        }
    }
}

/// Reads partitions up to the parenthesis that closes them, that included.
fn list(text: &mut Scanner<'_>, word: &[u8]) -> Option<Vec<Raw>> {
    let mut partitions = Vec::new();
    loop {
        text.skip_blanks();
        if !text.eat(word) {
            return None;
        }
        partitions.push(one(text)?);
        text.skip_blanks();
        match text.next()? {
            b',' => {}
            b')' => return Some(partitions),
            _ => return None,
        }
    }
}

fn one(text: &mut Scanner<'_>) -> Option<Raw> {
    // A backtick in the name is not doubled (measured on 4.3.5): what follows the first one must
    // look like the end of a name, or nothing is read.
    if !text.eat(b"`") {
        return None;
    }
    let start = text.position();
    while text.peek()? != b'`' {
        text.next();
    }
    let name = std::str::from_utf8(text.slice(start)).ok()?;
    let name = Ident::new(name).ok()?;
    text.next();
    let kind = if text.eat(b" values less than ") {
        Some(Kind::LessThan)
    } else if text.eat(b" values in ") {
        Some(Kind::In)
    } else {
        None
    };
    let bound = match kind {
        Some(kind) => Some(RawBound {
            kind,
            shown: text.parenthesised()?.to_vec(),
            stored: None,
        }),
        None => None,
    };
    let parts = if text.eat(b" (") {
        list(text, b"subpartition ")?
    } else {
        Vec::new()
    };
    matches!(text.peek()?, b',' | b')').then_some(Raw { name, bound, parts })
}

fn build(rule: &Rule, sub_rule: Option<&Rule>, raw: Vec<Raw>) -> Option<Partitioning> {
    let modulus = u32::try_from(raw.len()).ok()?;
    let mut partitions = Vec::new();
    for (remainder, raw) in (0..modulus).zip(raw) {
        let bound = match (rule.method, raw.bound) {
            (PartitionMethod::Hash | PartitionMethod::Key, None) => {
                PartitionBound::Hash { modulus, remainder }
            }
            (
                PartitionMethod::Range
                | PartitionMethod::RangeColumns
                | PartitionMethod::List
                | PartitionMethod::ListColumns,
                Some(bound),
            ) => bound.read()?,
            (
                PartitionMethod::Hash
                | PartitionMethod::Key
                | PartitionMethod::Range
                | PartitionMethod::RangeColumns
                | PartitionMethod::List
                | PartitionMethod::ListColumns,
                _,
            ) => return None,
        };
        let partitioning = match sub_rule {
            Some(rule) => Some(build(rule, None, raw.parts)?),
            None if raw.parts.is_empty() => None,
            None => return None,
        };
        partitions.push(Partition {
            name: raw.name,
            bound,
            partitioning,
        });
    }
    Some(Partitioning {
        method: rule.method,
        key: rule.key.clone(),
        partitions,
    })
}

impl RawBound {
    fn read(&self) -> Option<PartitionBound> {
        if self.shown.eq_ignore_ascii_case(b"default") && self.kind == Kind::In {
            return Some(PartitionBound::Default);
        }
        let rows = match &self.stored {
            Some(stored) => bounds::exact(&self.shown, stored, self.kind)?,
            None => bounds::shown(&self.shown)?,
        };
        Some(match self.kind {
            Kind::LessThan => PartitionBound::Range {
                from: Vec::new(),
                to: rows.into_iter().flatten().collect(),
            },
            Kind::In => PartitionBound::List { values: rows },
        })
    }
}
