//! Tells statements apart.

use super::cursor::{Cursor, Name, Read, beginning};
use super::draft::Draft;
use super::table::column_of;
use super::token::{Kind, Token};
use super::{alter, create, index, sequence};
use crate::{Dialect, Ident};

/// Statements that hold nothing of a schema.
const IGNORED: [&str; 38] = [
    "SET",
    "SELECT",
    "INSERT",
    "REPLACE",
    "UPDATE",
    "DELETE",
    "MERGE",
    "COPY",
    "GRANT",
    "REVOKE",
    "LOCK",
    "UNLOCK",
    "BEGIN",
    "START",
    "COMMIT",
    "ROLLBACK",
    "END",
    "SAVEPOINT",
    "RELEASE",
    "ANALYZE",
    "VACUUM",
    "RESET",
    "SHOW",
    "USE",
    "TRUNCATE",
    "REFRESH",
    "NOTIFY",
    "LISTEN",
    "CLUSTER",
    "REINDEX",
    "CHECKPOINT",
    "DISCARD",
    "FLUSH",
    "LOAD",
    "VALUES",
    "WITH",
    "EXPLAIN",
    "PURGE",
];

/// Objects whose `ALTER` changes nothing of a schema.
const OUTSIDE: [&str; 14] = [
    "DEFAULT PRIVILEGES",
    "DATABASE",
    "SCHEMA",
    "ROLE",
    "USER",
    "GROUP",
    "EXTENSION",
    "SYSTEM",
    "TABLESPACE",
    "LANGUAGE",
    "SERVER",
    "PUBLICATION",
    "SUBSCRIPTION",
    "FOREIGN DATA WRAPPER",
];

/// Reads one statement; what cannot be read is reported.
pub(super) fn read(draft: &mut Draft<'_>, tokens: &[Token]) {
    let whole = Cursor::new(draft.dialect, draft.script, tokens);
    draft.at_statement(whole.position());
    let mut rest = whole;
    let read = if rest.accept("CREATE") {
        create::create(draft, &mut rest, &whole)
    } else if rest.accept("ALTER") {
        alter(draft, &mut rest)
    } else if rest.accept("COMMENT ON") {
        comment(draft, &mut rest)
    } else if rest.accept("DROP") {
        drop_object(draft, &mut rest)
    } else {
        other(draft, &mut rest)
    };
    if let Err(fault) = read {
        draft.fault(fault);
    }
}

fn other(draft: &mut Draft<'_>, rest: &mut Cursor<'_>) -> Read<()> {
    let source = *rest;
    let names_schema = match rest.dialect {
        Dialect::Postgres => rest.accept("SET SEARCH_PATH"),
        Dialect::OceanBase => rest.accept("USE"),
    };
    if names_schema {
        if !rest.symbol('=') {
            rest.accept("TO");
        }
        let is_name = rest
            .rest()
            .first()
            .is_some_and(|token| matches!(token.kind, Kind::Word | Kind::Quoted));
        // `''` is no schema: every name of the script has its own.
        draft.current = if is_name && !rest.sees("DEFAULT") {
            Some(rest.name()?)
        } else {
            None
        };
    }
    let kind = IGNORED.iter().find(|word| source.sees(word));
    if let Some(kind) = kind {
        draft.ignore(kind);
        return Ok(());
    }
    let first = source
        .rest()
        .first()
        .map_or("", |token| source.text(*token));
    Err(source.unsupported(format!(
        "a statement that begins with {}",
        beginning(first, 40)
    )))
}

fn alter(draft: &mut Draft<'_>, rest: &mut Cursor<'_>) -> Read<()> {
    let source = *rest;
    if let Some(kind) = OUTSIDE.iter().find(|kind| rest.sees(kind)) {
        draft.ignore(&format!("ALTER {kind}"));
        return Ok(());
    }
    if rest.accept("TABLE") {
        return alter::alter(draft, rest);
    }
    // Whoever owns an object is not part of the model.
    let tail = source.rest();
    let from = tail.len().saturating_sub(3);
    if source
        .within(tail.get(from..).unwrap_or(&[]))
        .sees("OWNER TO")
    {
        draft.ignore("ALTER … OWNER TO");
        return Ok(());
    }
    if rest.accept("SEQUENCE") {
        return sequence::alter(draft, rest);
    }
    if rest.accept("INDEX") {
        rest.qualified()?;
        if rest.accept("ATTACH PARTITION") {
            // An index of a partition belongs to the one of its table.
            draft.ignore("ALTER INDEX … ATTACH PARTITION");
            return Ok(());
        }
    }
    Err(source.unsupported("a change of an object that is not understood"))
}

/// Reads `COMMENT ON` of PostgreSQL.
fn comment(draft: &mut Draft<'_>, rest: &mut Cursor<'_>) -> Read<()> {
    let source = *rest;
    if rest.accept("TABLE") {
        let table = draft.resolved(rest.table_name()?);
        let text = comment_text(rest)?;
        draft.existing(&table, &source)?.comment = text;
    } else if rest.accept("COLUMN") {
        let first = rest.qualified()?;
        let (table, column) = if rest.symbol('.') {
            (first, rest.name()?)
        } else {
            let Some(table) = first.schema else {
                return Err(source.fault("a column is expected"));
            };
            let table = Name {
                schema: None,
                name: table,
            };
            (table, first.name)
        };
        let table = draft.resolved(table);
        if draft.views.contains(&table) {
            draft.ignore("COMMENT ON COLUMN of a view");
            return Ok(());
        }
        let text = comment_text(rest)?;
        column_of(draft, &table, &column, &source)?.comment = text;
    } else if rest.accept("INDEX") {
        let index = draft.resolved(rest.qualified()?);
        let text = comment_text(rest)?;
        comment_index(draft, &index, text, &source)?;
    } else {
        let kind = rest.next().map_or("", |token| source.text(token));
        draft.ignore(&format!("COMMENT ON {}", kind.to_uppercase()));
    }
    Ok(())
}

fn comment_text(rest: &mut Cursor<'_>) -> Read<Option<String>> {
    rest.expect("IS")?;
    if rest.accept("NULL") {
        return Ok(None);
    }
    let text = rest.literal()?;
    rest.expect_end()?;
    Ok(Some(text).filter(|text| !text.is_empty()))
}

fn comment_index(
    draft: &mut Draft<'_>,
    index: &Name,
    text: Option<String>,
    at: &Cursor<'_>,
) -> Read<()> {
    let Some(table) = draft.index_tables.get(index).cloned() else {
        draft.ignore("COMMENT ON INDEX of a constraint");
        return Ok(());
    };
    let table = draft.existing(&table, at)?;
    if let Some(comment) = index::comment(table, &index.name) {
        *comment = text;
    }
    Ok(())
}

/// Reads `DROP`: a dump drops what it is about to create.
fn drop_object(draft: &mut Draft<'_>, rest: &mut Cursor<'_>) -> Read<()> {
    let source = *rest;
    let kind = rest.name().map(|kind| kind.as_str().to_uppercase())?;
    if kind == "TABLE" {
        rest.accept("IF EXISTS");
        let inside = rest.rest();
        for item in rest.items(inside) {
            let name = draft.resolved(rest.within(item).table_name()?);
            if draft.table(&name).is_some() {
                let name: &Ident = &name.name;
                return Err(source.unsupported(format!("the script drops its own table {name}")));
            }
        }
    }
    if kind == "SEQUENCE" || kind == "INDEX" {
        rest.accept("CONCURRENTLY");
        rest.accept("IF EXISTS");
        let name = draft.resolved(rest.qualified()?);
        let is_sequence = draft
            .schemas
            .get(&name.schema)
            .is_some_and(|schema| schema.sequences.contains_key(&name.name));
        if is_sequence || draft.index_tables.contains_key(&name) {
            let name: &Ident = &name.name;
            return Err(source.unsupported(format!("the script drops its own object {name}")));
        }
    }
    draft.ignore(&format!("DROP {kind}"));
    Ok(())
}
