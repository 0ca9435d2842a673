//! Reads the text of `SHOW CREATE TABLE`, the one place that tells a default from a text, and an
//! index, a foreign key and the options of a table as they are.
//!
//! It is read as OceanBase 4.3.5 prints it (measured). A word that is not known here, which another
//! version may print, is kept apart to be reported.

mod columns;
mod constraints;
mod keys;
mod options;

use std::collections::BTreeMap;

use obmigrate_model::{Check, ForeignKey, Ident};

pub(super) use columns::{Hint, Written};
pub(super) use keys::{Key, KeyKind};
pub(super) use options::Options;

use super::scanner::Scanner;

/// Holds what the text says of a table.
#[derive(Debug, Default)]
pub(super) struct CreateTable<'a> {
    /// The columns that have a default, and those with words that are not known.
    pub(super) columns: BTreeMap<Ident, WrittenColumn>,
    pub(super) keys: Vec<Key>,
    pub(super) foreign_keys: Vec<(Ident, WrittenForeignKey)>,
    pub(super) checks: Vec<(Ident, Check)>,
    pub(super) options: Options,
    /// What is not known, word by word.
    pub(super) strange: Vec<String>,
    /// What stands behind `partition by`, that included; empty if the table is not split.
    pub(super) partitions: &'a [u8],
}

/// Holds what only the text says of a column.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct WrittenColumn {
    pub(super) default: Option<Written>,
    pub(super) strange: Vec<String>,
}

/// Holds a foreign key and the database that it points to.
#[derive(Debug)]
pub(super) struct WrittenForeignKey {
    pub(super) database: Ident,
    pub(super) key: ForeignKey,
    pub(super) strange: Vec<String>,
}

/// Reads the text; the error is the byte from which on it could not be read.
///
/// `hints` holds what the catalogue shows of each column.
pub(super) fn parse<'a>(
    text: &'a [u8],
    hints: &BTreeMap<&Ident, &Hint>,
) -> Result<CreateTable<'a>, usize> {
    let mut scanner = Scanner::new(text);
    read(&mut scanner, hints).ok_or_else(|| scanner.position())
}

fn read<'a>(text: &mut Scanner<'a>, hints: &BTreeMap<&Ident, &Hint>) -> Option<CreateTable<'a>> {
    let mut table = CreateTable::default();
    let start = text.position();
    if !text.eat(b"CREATE TABLE ") {
        // `CREATE EXTERNAL TABLE` and the like.
        while text.peek()? != b'`' {
            text.next();
        }
        table.strange.push(text.since(start));
    }
    text.name()?;
    text.skip_blanks();
    if !text.eat(b"(") {
        return None;
    }
    loop {
        item(text, hints, &mut table)?;
        match text.next()? {
            b',' => {}
            b')' => break,
            _ => return None,
        }
    }
    table.options = options::read(text)?;
    table.partitions = text.rest();
    Some(table)
}

/// Reads a column, a key or a constraint, up to the comma or parenthesis behind it.
fn item(
    text: &mut Scanner<'_>,
    hints: &BTreeMap<&Ident, &Hint>,
    table: &mut CreateTable<'_>,
) -> Option<()> {
    text.skip_blanks();
    let start = text.position();
    if text.peek()? == b'`' {
        let name = text.name()?;
        let column = columns::read(text, hints.get(&name).copied())?;
        table.columns.insert(name, column);
        return Some(());
    }
    match text.word().as_deref() {
        Some("CONSTRAINT") => {
            let name = text.name()?;
            match text.word()?.as_str() {
                "FOREIGN" if text.accept("KEY") => {
                    let key = constraints::foreign_key(text)?;
                    table.foreign_keys.push((name, key));
                }
                "CHECK" => {
                    let (check, strange) = constraints::check(text)?;
                    table.strange.extend(strange);
                    table.checks.push((name, check));
                }
                _ => {
                    text.skip_item()?;
                    table.strange.push(text.since(start));
                }
            }
        }
        Some(word) => match KeyKind::of(word, text) {
            Some(kind) => table.keys.push(keys::read(text, kind)?),
            None => {
                text.skip_item()?;
                table.strange.push(text.since(start));
            }
        },
        None => return None,
    }
    Some(())
}

#[cfg(test)]
mod tests;
