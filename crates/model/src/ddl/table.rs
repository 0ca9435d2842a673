//! `CREATE TABLE` of both dialects.

use super::column::{self, USUAL_COLLATION, word};
use super::constraint::{self, Pending};
use super::cursor::{Cursor, Name, Read};
use super::draft::Draft;
use super::names::Scope;
use super::partition::{self, Attached};
use super::token::Token;
use super::types;
use crate::schema::{Access, Persistence};
use crate::{Column, DataType, Dialect, Ident, ObjectPath, Table};

/// Columns of a table at most; PostgreSQL has 1600, OceanBase 4.3.5 has 4096 (manuals).
const MOST_COLUMNS: usize = 4096;

/// Options that say how rows are stored and nothing about what they are.
const STORAGE: [&str; 27] = [
    "AUTO_INCREMENT_MODE",
    "ENABLE_MACRO_BLOCK_BLOOM_FILTER",
    "ENGINE",
    "ROW_FORMAT",
    "COMPRESSION",
    "REPLICA_NUM",
    "BLOCK_SIZE",
    "USE_BLOOM_FILTER",
    "TABLET_SIZE",
    "PCTFREE",
    "ORGANIZATION",
    "TABLE_MODE",
    "PARALLEL",
    "DUPLICATE_SCOPE",
    "PRIMARY_ZONE",
    "LOCALITY",
    "TABLEGROUP",
    "STATS_PERSISTENT",
    "STATS_AUTO_RECALC",
    "STATS_SAMPLE_PAGES",
    "KEY_BLOCK_SIZE",
    "CHECKSUM",
    "DELAY_KEY_WRITE",
    "AVG_ROW_LENGTH",
    "MAX_ROWS",
    "MIN_ROWS",
    "PACK_KEYS",
];

/// Reads what stands behind `CREATE … TABLE`.
pub(super) fn create(
    draft: &mut Draft<'_>,
    rest: &mut Cursor<'_>,
    persistence: Persistence,
) -> Read<()> {
    let source = *rest;
    let if_absent = rest.accept("IF NOT EXISTS");
    let name = rest.table_name()?;
    let name = draft.resolved(name);
    if draft.table(&name).is_some() {
        if if_absent {
            draft.ignore("CREATE TABLE IF NOT EXISTS of a table that exists");
            return Ok(());
        }
        return Err(source.fault(format!("the table {} is created twice", name.name)));
    }
    let mut table = Table::default();
    table.options.persistence = persistence;
    let mut attached = None;
    let mut items = Vec::new();
    if rest.accept("PARTITION OF") {
        attached = Some(draft.resolved(rest.table_name()?));
        if rest.sees_symbol('(') {
            let message = "columns of a partition that differ from its table's";
            return Err(rest.unsupported(message));
        }
    } else if rest.accept("OF") {
        typed(draft, rest, &name, &mut table)?;
    } else if rest.sees("LIKE") {
        return Err(rest.unsupported("a table like another one"));
    } else {
        let inside = rest.group()?;
        items = rest.items(inside);
    }
    if let Some(parent) = attached {
        let bound = partition::bound(rest)?;
        draft.attached.push(Attached {
            parent,
            child: name.clone(),
            bound,
            at: source.position(),
        });
    }
    // A table whose options cannot be read is still a table.
    if let Err(fault) = options(draft, rest, &name, &mut table) {
        draft.fault(fault);
    }
    draft.taken.add(
        draft.dialect,
        &Scope::Relations(name.schema.clone()),
        &name.name,
    );
    draft.schema(&name).tables.insert(name.name.clone(), table);
    body(draft, rest, &name, items);
    Ok(())
}

/// Reads the columns and constraints. One that cannot be read is reported, the others are kept.
fn body<'a>(draft: &mut Draft<'_>, rest: &Cursor<'a>, name: &Name, items: Vec<&'a [Token]>) {
    let mut pending: Vec<Pending<'_>> = Vec::new();
    for (count, item) in items.into_iter().enumerate() {
        let mut item = rest.within(item);
        if count >= MOST_COLUMNS * 4 {
            draft.error(
                "model/ddl-too-large",
                item.position(),
                "the table has too many parts",
            );
            break;
        }
        let read = if item.sees("LIKE") {
            Err(item.unsupported("a table like another one"))
        } else if constraint::comes_next(&item) {
            constraint::read(draft, &mut item).map(|constraint| pending.push(constraint))
        } else {
            add_column(draft, name, &mut item).map(|more| pending.extend(more))
        };
        if let Err(fault) = read {
            draft.fault(fault);
        }
    }
    for constraint in pending {
        if let Err(fault) = constraint::add(draft, name, constraint) {
            draft.fault(fault);
        }
    }
}

/// Reads a column, adds it to a table and returns the constraints it brings.
pub(super) fn add_column<'a>(
    draft: &mut Draft<'_>,
    name: &Name,
    rest: &mut Cursor<'a>,
) -> Read<Vec<Pending<'a>>> {
    let source = *rest;
    let read = column::read(draft, name, rest)?;
    let mut column = read.column;
    let dialect = draft.dialect;
    let table = draft.existing(name, &source)?;
    if table.columns.len() >= MOST_COLUMNS {
        let message = format!("the table has more than {MOST_COLUMNS} columns");
        return Err(source.unsupported(message));
    }
    let columns = draft.columns.entry(name.clone()).or_default();
    if !columns.insert(column.name.clone()) {
        // A column that another table has, too, is defined once more.
        if draft.inheriting.contains(name)
            && let Some(inherited) = draft.existing(name, &source)?.columns.get_mut(&column.name)
        {
            *inherited = column;
            return Ok(read.constraints);
        }
        return Err(source.fault(format!("the table has two columns {}", column.name)));
    }
    let table = draft.existing(name, &source)?;
    if dialect == Dialect::OceanBase {
        collate(&mut column, read.charset.as_deref(), table);
    }
    table.columns.push(column);
    Ok(read.constraints)
}

/// Gives a character column of OceanBase the collation that the server would.
fn collate(column: &mut Column, charset: Option<&str>, table: &Table) {
    if !column.data_type.is_character() {
        column.collation = None;
    } else if column.collation.is_none() {
        let of_table = table.options.collation.as_deref();
        let of_charset = charset.or(match of_table {
            Some(_) => None,
            None => table.options.charset.as_deref(),
        });
        column.collation = match of_charset {
            Some("utf8mb4" | "utf8" | "utf8mb3") => Some(USUAL_COLLATION.to_owned()),
            // Which one the server takes is not known here.
            Some(_) => None,
            None => Some(of_table.unwrap_or(USUAL_COLLATION).to_owned()),
        };
    }
}

/// Reads `OF type`: the columns are the fields of a composite type.
fn typed(draft: &mut Draft<'_>, rest: &mut Cursor<'_>, name: &Name, table: &mut Table) -> Read<()> {
    let source = *rest;
    rest.qualified()?;
    let taken = source.rest().len() - rest.rest().len();
    let text = source.slice(source.rest().get(..taken).unwrap_or(&[]));
    let resolved = types::resolve(draft, &source, text, name)?;
    let DataType::Composite(composite) = resolved.data_type else {
        return Err(source.unsupported("the script has no composite type of that name"));
    };
    if rest.sees_symbol('(') {
        return Err(rest.unsupported("options of the columns of a typed table"));
    }
    let names = composite.fields.iter().map(|field| field.name.clone());
    draft.columns.insert(name.clone(), names.collect());
    table.columns = composite
        .fields
        .into_iter()
        .map(|field| Column::new(field.name, field.data_type))
        .collect();
    let path = ObjectPath::table(&name.name);
    draft.unmodelled(name, "typed table", path, text);
    Ok(())
}

fn options(
    draft: &mut Draft<'_>,
    rest: &mut Cursor<'_>,
    name: &Name,
    table: &mut Table,
) -> Read<()> {
    while !rest.is_at_end() {
        if rest.accept("PARTITION BY") {
            table.partitioning = Some(partition::read(rest)?);
            continue;
        }
        match rest.dialect {
            Dialect::Postgres => postgres_option(draft, rest, name, table)?,
            Dialect::OceanBase => {
                rest.symbol(',');
                oceanbase_option(draft, rest, table)?;
            }
        }
    }
    Ok(())
}

fn postgres_option(
    draft: &mut Draft<'_>,
    rest: &mut Cursor<'_>,
    name: &Name,
    table: &mut Table,
) -> Read<()> {
    let path = ObjectPath::table(&name.name);
    if rest.accept("INHERITS") {
        let inside = rest.group()?;
        draft.inheriting.insert(name.clone());
        for item in rest.items(inside) {
            let mut item = rest.within(item);
            let parent = draft.resolved(item.table_name()?);
            inherit(draft, &item, &parent, name, table)?;
        }
        let detail = format!("INHERITS ({})", rest.slice(inside));
        draft.unmodelled(name, "inheritance", path, &detail);
    } else if rest.accept("WITH") {
        let inside = rest.group()?;
        draft.unmodelled(name, "storage parameters", path, rest.slice(inside));
    } else if rest.accept("TABLESPACE") || rest.accept("USING") {
        rest.name()?;
        draft.ignore("TABLESPACE or USING of a table");
    } else if !rest.accept("WITHOUT OIDS") {
        if rest.sees("AS") {
            return Err(rest.unsupported("the columns that a query gives to a table"));
        }
        rest.expect_end()?;
    }
    Ok(())
}

/// Gives a table the columns of the one that it inherits from.
fn inherit(
    draft: &mut Draft<'_>,
    at: &Cursor<'_>,
    parent: &Name,
    name: &Name,
    table: &mut Table,
) -> Read<()> {
    let inherited: Vec<Column> = draft
        .existing(parent, at)?
        .columns
        .iter()
        .cloned()
        .collect();
    let size = inherited.len() * size_of::<Column>();
    let Some(left) = draft.budget.checked_sub(size) else {
        let message = "too many columns are inherited";
        return Err(at.fault_of("model/ddl-too-large", message));
    };
    draft.budget = left;
    let known = draft.columns.entry(name.clone()).or_default();
    for mut column in inherited {
        if known.insert(column.name.clone()) {
            // Numbers and comments are not inherited.
            column.identity = None;
            column.comment = None;
            table.columns.push(column);
        }
    }
    Ok(())
}

/// Reads an option of a table of OceanBase.
pub(super) fn oceanbase_option(
    draft: &mut Draft<'_>,
    rest: &mut Cursor<'_>,
    table: &mut Table,
) -> Read<()> {
    rest.accept("DEFAULT");
    if rest.accept("CHARACTER SET") || rest.accept("CHARSET") {
        rest.symbol('=');
        table.options.charset = Some(word(rest)?.to_lowercase());
    } else if rest.accept("COLLATE") {
        rest.symbol('=');
        table.options.collation = Some(word(rest)?.to_lowercase());
    } else if rest.accept("COMMENT") {
        rest.symbol('=');
        table.comment = Some(rest.literal()?).filter(|text| !text.is_empty());
    } else if rest.accept("AUTO_INCREMENT") {
        rest.symbol('=');
        let next = rest.count()?;
        table.options.auto_increment = Some(next).filter(|next| *next > 1);
    } else if rest.accept("READ ONLY") {
        table.options.access = Access::ReadOnly;
    } else if rest.accept("READ WRITE") {
        table.options.access = Access::ReadWrite;
    } else if rest.accept("WITH COLUMN GROUP") {
        rest.group()?;
        draft.ignore("table option COLUMN GROUP");
    } else if let Some(option) = rest.accept_any(&STORAGE) {
        rest.symbol('=');
        rest.next();
        draft.ignore(&format!("table option {option}"));
    } else if rest.sees("AS") || rest.sees("SELECT") || rest.sees("LIKE") {
        return Err(rest.unsupported("a table out of another one"));
    } else {
        rest.expect_end()?;
    }
    Ok(())
}

/// Finds a column of a table of the script.
pub(super) fn column_of<'d>(
    draft: &'d mut Draft<'_>,
    table: &Name,
    column: &Ident,
    at: &Cursor<'_>,
) -> Read<&'d mut Column> {
    let fault = at.fault_of(
        "model/ddl-unknown-object",
        format!("the table has no column {column}"),
    );
    draft
        .existing(table, at)?
        .columns
        .get_mut(column)
        .ok_or(fault)
}
