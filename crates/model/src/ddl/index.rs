//! Indexes of both dialects.

use std::collections::BTreeMap;

use super::cursor::{Cursor, Fault, Name, Read};
use super::draft::Draft;
use super::judge::judge;
use super::names::Scope;
use super::partition;
use super::token::{Kind, Token};
use crate::given_names::{joined, of_columns, of_part};
use crate::index::{IndexMethod, IndexScope, Nulls, NullsOrder, Visibility};
use crate::{
    Dialect, Ident, Index, IndexKey, IndexPart, ObjectPath, Severity, SortOrder, Table, Unique,
    Uniqueness,
};

/// Reads `CREATE … INDEX` behind the word `INDEX`.
pub(super) fn create(
    draft: &mut Draft<'_>,
    rest: &mut Cursor<'_>,
    uniqueness: Uniqueness,
    method: IndexMethod,
) -> Read<()> {
    let start = *rest;
    rest.accept("CONCURRENTLY");
    rest.accept("IF NOT EXISTS");
    let name = if rest.sees("ON") {
        None
    } else {
        Some(rest.qualified()?.name)
    };
    let mut index = Index {
        uniqueness,
        method,
        ..Index::new(Vec::new())
    };
    using(rest, &mut index)?;
    rest.expect("ON")?;
    rest.accept("ONLY");
    let table = rest.table_name()?;
    let table = draft.resolved(table);
    if draft.views.contains(&table) {
        let text = start.slice(start.rest());
        let name = name.as_ref().map_or("unnamed", Ident::as_str);
        let path = ObjectPath::root()
            .join("views")
            .join(table.name.as_str())
            .join("indexes")
            .join(name);
        draft.unmodelled(&table, "index of a view", path, text);
        return Ok(());
    }
    draft.existing(&table, &start)?;
    using(rest, &mut index)?;
    let inside = rest.group()?;
    index.parts = parts(draft, rest, inside)?;
    settings(draft, rest, &mut index)?;
    rest.expect_end()?;
    add(draft, &table, name, index, &start)
}

fn using(rest: &mut Cursor<'_>, index: &mut Index) -> Read<()> {
    if !rest.accept("USING") {
        return Ok(());
    }
    let name = rest.name()?;
    index.method = method(name.as_str(), rest.dialect);
    Ok(())
}

pub(super) fn method(name: &str, dialect: Dialect) -> IndexMethod {
    let lower = name.to_lowercase();
    match (lower.as_str(), dialect) {
        // OceanBase builds a tree whatever is asked for.
        ("btree", _) | ("hash", Dialect::OceanBase) => IndexMethod::BTree,
        ("hash", Dialect::Postgres) => IndexMethod::Hash,
        ("gin", _) => IndexMethod::Gin,
        ("gist", _) => IndexMethod::Gist,
        ("spgist", _) => IndexMethod::SpGist,
        ("brin", _) => IndexMethod::Brin,
        _ => IndexMethod::Other(lower),
    }
}

/// Reads the parts of an index.
pub(super) fn parts<'a>(
    draft: &mut Draft<'_>,
    rest: &Cursor<'a>,
    inside: &'a [Token],
) -> Read<Vec<IndexPart>> {
    let mut parts = Vec::new();
    for item in rest.items(inside) {
        let mut item = rest.within(item);
        let part = part(draft, &mut item)?;
        item.expect_end()?;
        parts.push(part);
    }
    if parts.is_empty() {
        return Err(rest.within(inside).fault("a column is expected"));
    }
    Ok(parts)
}

fn part(draft: &mut Draft<'_>, rest: &mut Cursor<'_>) -> Read<IndexPart> {
    let mut part = IndexPart::new(key(draft, rest)?);
    if rest.dialect == Dialect::OceanBase {
        if let Some(inside) = rest.optional_group()? {
            let mut length = rest.within(inside);
            let fault = length.fault("a length is expected");
            let prefix = u32::try_from(length.integer()?).map_err(|_| fault)?;
            part.prefix = Some(prefix);
        }
    } else {
        if rest.accept("COLLATE") {
            part.collation = Some(collation(rest)?);
        }
        let ends = |rest: &Cursor<'_>| ["ASC", "DESC", "NULLS"].iter().any(|word| rest.sees(word));
        if !rest.is_at_end() && !ends(rest) {
            let class = rest.until(ends);
            part.operator_class = Some(rest.slice(class).to_owned());
        }
    }
    if rest.accept("DESC") {
        part.order = SortOrder::Descending;
    } else {
        rest.accept("ASC");
    }
    let usual = match part.order {
        SortOrder::Ascending => NullsOrder::Last,
        SortOrder::Descending => NullsOrder::First,
    };
    let order = if rest.accept("NULLS FIRST") {
        Some(NullsOrder::First)
    } else if rest.accept("NULLS LAST") {
        Some(NullsOrder::Last)
    } else {
        None
    };
    part.nulls_order = order.filter(|order| *order != usual);
    Ok(part)
}

/// Reads a collation; one of the system is written without its schema.
pub(super) fn collation(rest: &mut Cursor<'_>) -> Read<String> {
    let before = *rest;
    let name = rest.qualified()?;
    Ok(match name.schema {
        Some(schema) if schema.as_str() != "pg_catalog" => {
            let taken = before.rest().len() - rest.rest().len();
            before
                .slice(before.rest().get(..taken).unwrap_or(&[]))
                .to_owned()
        }
        _ => name.name.as_str().to_owned(),
    })
}

/// Reads a column, a call or an expression in parentheses.
pub(super) fn key(draft: &mut Draft<'_>, rest: &mut Cursor<'_>) -> Read<IndexKey> {
    if rest.sees_symbol('(') {
        let inside = rest.group()?;
        judge(draft, rest, inside);
        let text = rest.expression(inside)?;
        return Ok(IndexKey::Expression(text.to_owned()));
    }
    let before = rest.rest();
    let name = rest.qualified()?;
    if name.schema.is_none() && (rest.dialect == Dialect::OceanBase || !rest.sees_symbol('(')) {
        return Ok(IndexKey::Column(name.name));
    }
    rest.group()?;
    let call = before
        .get(..before.len() - rest.rest().len())
        .unwrap_or(&[]);
    judge(draft, rest, call);
    Ok(IndexKey::Expression(rest.slice(call).to_owned()))
}

/// Reads what stands behind the parts.
pub(super) fn settings(
    draft: &mut Draft<'_>,
    rest: &mut Cursor<'_>,
    index: &mut Index,
) -> Read<()> {
    while !rest.is_at_end() {
        let known = match rest.dialect {
            Dialect::Postgres => of_postgres(draft, rest, index)?,
            Dialect::OceanBase => of_oceanbase(draft, rest, index)?,
        };
        if !known {
            return Ok(());
        }
    }
    Ok(())
}

fn of_postgres(draft: &mut Draft<'_>, rest: &mut Cursor<'_>, index: &mut Index) -> Read<bool> {
    if rest.accept("INCLUDE") {
        index.include = rest.names()?;
    } else if rest.accept("NULLS NOT DISTINCT") {
        index.nulls = Nulls::NotDistinct;
    } else if rest.accept("NULLS DISTINCT") {
        index.nulls = Nulls::Distinct;
    } else if rest.accept("WITH") {
        index.parameters = parameters(rest)?;
    } else if rest.accept("TABLESPACE") {
        rest.name()?;
        draft.ignore("TABLESPACE of an index");
    } else if rest.accept("WHERE") {
        let condition = rest.until(|_| false);
        judge(draft, rest, condition);
        index.predicate = Some(rest.expression(condition)?.to_owned());
    } else {
        return Ok(false);
    }
    Ok(true)
}

fn of_oceanbase(draft: &mut Draft<'_>, rest: &mut Cursor<'_>, index: &mut Index) -> Read<bool> {
    if rest.accept("STORING") {
        index.include = rest.names()?;
    } else if rest.accept("LOCAL") {
        index.scope = IndexScope::Local;
    } else if rest.accept("GLOBAL") {
        index.scope = IndexScope::Global;
    } else if rest.accept("VISIBLE") {
        index.visibility = Visibility::Visible;
    } else if rest.accept("INVISIBLE") {
        index.visibility = Visibility::Invisible;
    } else if rest.accept("COMMENT") {
        rest.symbol('=');
        index.comment = Some(rest.literal()?).filter(|text| !text.is_empty());
    } else if rest.sees("USING") {
        using(rest, index)?;
    } else if rest.accept("WITH PARSER") {
        let parser = rest.name()?;
        let name = parser.as_str().to_lowercase();
        index.parameters.insert("parser".to_owned(), name);
    } else if rest.accept("PARSER_PROPERTIES") {
        rest.symbol('=');
        let inside = rest.group()?;
        let properties = rest.slice(inside).to_owned();
        let name = "parser_properties".to_owned();
        index.parameters.insert(name, properties);
    } else if rest.accept("WITH") {
        index.parameters.extend(parameters(rest)?);
    } else if rest.accept("PARTITION BY") {
        partition::read(rest)?;
        let message = "the partitions of a global index are not part of the model";
        let at = rest.position();
        draft.report("model/ddl-unsupported", Severity::Warning, at, message);
    } else {
        // How the server stores the index says nothing about what it holds.
        let noise = [
            "BLOCK_SIZE",
            "KEY_BLOCK_SIZE",
            "DATA_TABLE_ID",
            "INDEX_TABLE_ID",
            "PARALLEL",
        ];
        let Some(word) = rest.accept_any(&noise) else {
            return Ok(false);
        };
        rest.symbol('=');
        rest.next();
        draft.ignore(&format!("{word} of an index"));
    }
    Ok(true)
}

/// Reads `(name = value, …)`.
pub(super) fn parameters(rest: &mut Cursor<'_>) -> Read<BTreeMap<String, String>> {
    let inside = rest.group()?;
    let mut parameters = BTreeMap::new();
    for item in rest.items(inside) {
        let mut item = rest.within(item);
        let name = item.name()?;
        let value = if item.symbol('=') {
            match item.rest() {
                [token] if token.kind == Kind::Text => item.literal()?,
                tokens => item.slice(tokens).to_owned(),
            }
        } else {
            "true".to_owned()
        };
        parameters.insert(name.as_str().to_lowercase(), value);
    }
    Ok(parameters)
}

/// Adds an index to a table, under its own name or the one that the server would give.
pub(super) fn add(
    draft: &mut Draft<'_>,
    table: &Name,
    name: Option<Ident>,
    index: Index,
    at: &Cursor<'_>,
) -> Read<()> {
    let name = match name {
        Some(name) => {
            draft
                .taken
                .add(draft.dialect, &scope(draft.dialect, table), &name);
            name
        }
        None => free_name(draft, table, &index, at)?,
    };
    let dialect = draft.dialect;
    let index_name = Name {
        schema: table.schema.clone(),
        name: name.clone(),
    };
    draft.index_tables.insert(index_name, table.clone());
    let target = draft.existing(table, at)?;
    let is_free = !target.indexes.contains_key(&name) && !target.uniques.contains_key(&name);
    if !is_free {
        return Err(at.fault(format!("the table has two indexes {name}")));
    }
    match (dialect, plain_columns(&index)) {
        (Dialect::OceanBase, Some(columns)) if index.uniqueness == Uniqueness::Unique => {
            let unique = Unique {
                columns,
                nulls: index.nulls,
                include: index.include,
                visibility: index.visibility,
                scope: index.scope,
                comment: index.comment,
                deferral: crate::constraint::Deferral::NotDeferrable,
            };
            target.uniques.insert(name, unique);
        }
        _ => {
            target.indexes.insert(name, index);
        }
    }
    Ok(())
}

/// Returns where the name of an index must be unique.
pub(super) fn scope(dialect: Dialect, table: &Name) -> Scope {
    match dialect {
        Dialect::Postgres => Scope::Relations(table.schema.clone()),
        Dialect::OceanBase => Scope::Keys(table.schema.clone(), table.name.clone()),
    }
}

fn free_name(draft: &mut Draft<'_>, table: &Name, index: &Index, at: &Cursor<'_>) -> Read<Ident> {
    let scopes = [scope(draft.dialect, table)];
    let dialect = draft.dialect;
    let name = match dialect {
        Dialect::Postgres => {
            let middle = of_columns(index.parts.iter().map(|part| of_part(&part.key)));
            draft.taken.free(dialect, &scopes, |number| {
                joined(table.name.as_str(), &middle, &format!("idx{number}"))
            })
        }
        Dialect::OceanBase => {
            let first = index.parts.iter().find_map(|part| match &part.key {
                IndexKey::Column(name) => Some(name.as_str()),
                IndexKey::Expression(_) => None,
            });
            let base = first.unwrap_or("functional_index");
            draft
                .taken
                .free(dialect, &scopes, |number| format!("{base}{number}"))
        }
    };
    name.ok_or_else(|| at.fault("a name is expected"))
}

/// Returns the columns of an index that has nothing but whole columns in ascending order.
pub(super) fn plain_columns(index: &Index) -> Option<Vec<Ident>> {
    let is_plain = index.predicate.is_none()
        && index.parameters.is_empty()
        && index.method == IndexMethod::BTree;
    let columns = index.parts.iter().map(|part| match &part.key {
        IndexKey::Column(name) if *part == IndexPart::column(name.clone()) => Some(name.clone()),
        IndexKey::Column(_) | IndexKey::Expression(_) => None,
    });
    is_plain.then(|| columns.collect()).flatten()
}

/// Finds an index or a unique key to change its comment.
pub(super) fn comment<'t>(table: &'t mut Table, name: &Ident) -> Option<&'t mut Option<String>> {
    if let Some(index) = table.indexes.get_mut(name) {
        return Some(&mut index.comment);
    }
    table
        .uniques
        .get_mut(name)
        .map(|unique| &mut unique.comment)
}

/// Says that something of the script has no place in the model.
pub(super) fn not_modelled(at: &Cursor<'_>, what: &str) -> Fault {
    at.unsupported(format!("{what} is not part of the model"))
}
