//! Keys and indexes, as `SHOW CREATE TABLE` writes them. It leaves out `USING HASH`, which makes no
//! other index on 4.3.5 (measured).

use std::collections::BTreeMap;

use obmigrate_model::expression::without_parentheses;
use obmigrate_model::index::{IndexMethod, IndexScope, Visibility};
use obmigrate_model::{Dialect, Ident, Index, IndexKey, IndexPart, Uniqueness};

use crate::catalog::oceanbase::scanner::Scanner;

/// Holds a key or an index.
#[derive(Debug)]
pub(in super::super) struct Key {
    pub(in super::super) kind: KeyKind,
    /// Its name; the primary key has none.
    pub(in super::super) name: Option<Ident>,
    pub(in super::super) index: Index,
    /// How it is split otherwise than its table.
    pub(in super::super) partitions: Option<String>,
    pub(in super::super) strange: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum KeyKind {
    Primary,
    Unique,
    Plain,
    FullText,
    Spatial,
    Vector,
}

impl KeyKind {
    /// Reads the words in front of a key.
    pub(super) fn of(first: &str, text: &mut Scanner<'_>) -> Option<Self> {
        let kind = match first {
            "PRIMARY" => Self::Primary,
            "UNIQUE" => Self::Unique,
            "FULLTEXT" => Self::FullText,
            "SPATIAL" => Self::Spatial,
            "VECTOR" => Self::Vector,
            "KEY" | "INDEX" => return Some(Self::Plain),
            _ => return None,
        };
        (text.accept("KEY") || text.accept("INDEX")).then_some(kind)
    }
}

pub(super) fn read(text: &mut Scanner<'_>, kind: KeyKind) -> Option<Key> {
    text.skip_blanks();
    let name = match text.peek()? {
        b'`' => Some(text.name()?),
        _ => None,
    };
    text.skip_blanks();
    let parts = Scanner::new(text.parenthesised()?)
        .items()?
        .into_iter()
        .map(part)
        .collect::<Option<Vec<_>>>()?;
    let mut key = Key {
        kind,
        name,
        index: Index::new(parts),
        partitions: None,
        strange: Vec::new(),
    };
    match kind {
        KeyKind::Primary | KeyKind::Unique => key.index.uniqueness = Uniqueness::Unique,
        KeyKind::Plain => {}
        KeyKind::FullText => key.index.method = IndexMethod::FullText,
        KeyKind::Spatial => key.index.method = IndexMethod::Spatial,
        KeyKind::Vector => key.index.method = IndexMethod::Other("vector".to_owned()),
    }
    attributes(text, &mut key)?;
    Some(key)
}

fn part(text: &[u8]) -> Option<IndexPart> {
    let mut text = Scanner::new(text);
    text.skip_blanks();
    if text.peek()? == b'(' {
        let inside = String::from_utf8_lossy(text.parenthesised()?).into_owned();
        let expression = without_parentheses(Dialect::OceanBase, &inside).to_owned();
        text.skip_blanks();
        return text
            .rest()
            .is_empty()
            .then(|| IndexPart::new(IndexKey::Expression(expression)));
    }
    let mut part = IndexPart::column(text.name()?);
    text.skip_blanks();
    if text.peek() == Some(b'(') {
        let digits = std::str::from_utf8(text.parenthesised()?).ok()?;
        part.prefix = Some(digits.trim().parse().ok()?);
    }
    text.skip_blanks();
    text.rest().is_empty().then_some(part)
}

/// Reads what stands behind the parts, up to the comma or parenthesis behind the key.
fn attributes(text: &mut Scanner<'_>, key: &mut Key) -> Option<()> {
    loop {
        text.skip_blanks();
        let start = text.position();
        match text.peek()? {
            b',' | b')' => return Some(()),
            b'/' if text.eat(b"/*!80000 INVISIBLE */") => {
                key.index.visibility = Visibility::Invisible;
                continue;
            }
            b'a'..=b'z' | b'A'..=b'Z' => {}
            _ => {
                text.skip_item()?;
                key.strange.push(text.since(start));
                continue;
            }
        }
        match text.word()?.as_str() {
            // How it is stored says nothing about what it holds.
            "BLOCK_SIZE" => drop(text.word()?),
            "LOCAL" => {}
            "GLOBAL" => key.index.scope = IndexScope::Global,
            "STORING" => key.index.include = text.stored_names()?,
            "COMMENT" => key.index.comment = Some(text.string()?),
            "WITH" if text.accept("PARSER") => {
                let parser = text.word()?.to_ascii_lowercase();
                key.index.parameters.insert("parser".to_owned(), parser);
            }
            "PARSER_PROPERTIES" if text.eat(b"=") => {
                let properties = String::from_utf8_lossy(text.parenthesised()?).into_owned();
                let name = "parser_properties".to_owned();
                key.index.parameters.insert(name, properties);
            }
            "WITH" => {
                text.skip_blanks();
                key.index.parameters.extend(pairs(text.parenthesised()?)?);
            }
            // A global index may be split by a rule of its own.
            "PARTITION" => {
                text.skip_item()?;
                key.partitions = Some(text.since(start));
            }
            _ => {
                text.skip_blanks();
                if text.peek() == Some(b'(') {
                    text.parenthesised()?;
                }
                key.strange.push(text.since(start));
            }
        }
    }
}

/// Reads `a=1, b=2`.
fn pairs(text: &[u8]) -> Option<BTreeMap<String, String>> {
    let items = Scanner::new(text).items()?;
    items
        .into_iter()
        .map(|item| {
            let item = std::str::from_utf8(item).ok()?;
            let (name, value) = item.split_once('=')?;
            Some((name.trim().to_owned(), value.trim().to_owned()))
        })
        .collect()
}
