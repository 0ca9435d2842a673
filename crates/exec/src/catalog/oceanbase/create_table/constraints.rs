//! Foreign keys and checks, as `SHOW CREATE TABLE` writes them.

use obmigrate_model::constraint::Enforcement;
use obmigrate_model::expression::without_parentheses;
use obmigrate_model::{Check, Dialect, ForeignKey, Reference, ReferentialAction};

use super::WrittenForeignKey;
use crate::catalog::oceanbase::scanner::Scanner;

/// Reads a foreign key behind `FOREIGN KEY`.
pub(super) fn foreign_key(text: &mut Scanner<'_>) -> Option<WrittenForeignKey> {
    let columns = text.names()?;
    if !text.accept("REFERENCES") {
        return None;
    }
    // The database is always there, even if it is the table's own.
    let database = text.name()?;
    if !text.eat(b".") {
        return None;
    }
    let table = text.name()?;
    let far = text.names()?;
    let mut key = ForeignKey::new(columns, Reference::new(table, far));
    let mut strange = Vec::new();
    loop {
        text.skip_blanks();
        let start = text.position();
        match text.peek()? {
            b',' | b')' => break,
            b'a'..=b'z' | b'A'..=b'Z' => {}
            _ => {
                text.skip_item()?;
                strange.push(text.since(start));
                continue;
            }
        }
        match text.word()?.as_str() {
            "ON" if text.accept("UPDATE") => key.on_update = action(text)?,
            "ON" if text.accept("DELETE") => key.on_delete = action(text)?,
            _ => strange.push(text.since(start)),
        }
    }
    Some(WrittenForeignKey {
        database,
        key,
        strange,
    })
}

fn action(text: &mut Scanner<'_>) -> Option<ReferentialAction> {
    Some(match text.word()?.as_str() {
        "NO" if text.accept("ACTION") => ReferentialAction::NoAction,
        "RESTRICT" => ReferentialAction::Restrict,
        "CASCADE" => ReferentialAction::Cascade,
        "SET" if text.accept("NULL") => ReferentialAction::SetNull,
        "SET" if text.accept("DEFAULT") => ReferentialAction::SetDefault,
        _ => return None,
    })
}

/// Reads a check behind `CHECK`, and the words behind it that are not known.
pub(super) fn check(text: &mut Scanner<'_>) -> Option<(Check, Vec<String>)> {
    text.skip_blanks();
    let inside = String::from_utf8_lossy(text.parenthesised()?).into_owned();
    let mut check = Check::new(without_parentheses(Dialect::OceanBase, &inside));
    let mut strange = Vec::new();
    loop {
        text.skip_blanks();
        let start = text.position();
        if matches!(text.peek()?, b',' | b')') {
            return Some((check, strange));
        }
        if text.accept("NOT") && text.accept("ENFORCED") {
            check.enforcement = Enforcement::NotEnforced;
        } else {
            text.skip_item()?;
            strange.push(text.since(start));
        }
    }
}
