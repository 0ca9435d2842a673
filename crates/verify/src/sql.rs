//! The queries about the rows of a pair.

use obmigrate_model::plan::{Mapping, Source};
use obmigrate_model::sql::Writer;
use obmigrate_model::{Dialect, Ident, KeyRange, Statement, Value};

use crate::field::Field;
use crate::reading::Reading;
use crate::{Error, Pair};

/// Says which table of a pair is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Source,
    Target,
}

impl Side {
    pub(crate) const fn server(self, pair: &Pair) -> Source {
        match self {
            Self::Source => pair.source,
            Self::Target => Source::SameServer,
        }
    }

    const fn dialect(self, pair: &Pair) -> Dialect {
        match self {
            Self::Source => pair.source_dialect(),
            Self::Target => Dialect::OceanBase,
        }
    }

    const fn table(self, pair: &Pair) -> &Ident {
        match self {
            Self::Source => &pair.from,
            Self::Target => &pair.into,
        }
    }

    const fn column(self, mapping: &Mapping) -> &Ident {
        match self {
            Self::Source => &mapping.source_column,
            Self::Target => &mapping.column,
        }
    }
}

/// Writes the statements by which a person compares the two tables of a pair with any client: the
/// rows of both and, on the same server, the checksums of both over the whole table. Each stands
/// behind its counterpart, source first; the answers of two that belong together must be equal.
///
/// # Errors
/// `verify/key-not-mapped` and `verify/no-columns`, as for [`crate::Rows::new`].
pub fn validation_script(pair: &Pair) -> Result<Vec<Statement>, Error> {
    check(pair)?;
    let mut statements = vec![count(pair, Side::Source), count(pair, Side::Target)];
    match pair.source {
        Source::SameServer => statements.extend([
            checksum(pair, Side::Source, &KeyRange::ALL)?,
            checksum(pair, Side::Target, &KeyRange::ALL)?,
        ]),
        Source::Postgres => {}
    }
    Ok(statements)
}

pub(crate) fn check(pair: &Pair) -> Result<(), Error> {
    pair.key_mappings()?;
    if pair.fields().next().is_none() {
        return Err(Error::NoColumns {
            table: pair.from.clone(),
        });
    }
    Ok(())
}

/// Asks how many rows there are.
pub(crate) fn count(pair: &Pair, side: Side) -> Statement {
    let mut sql = Writer::new(side.dialect(pair));
    sql.kw("SELECT count(*) FROM ").ident(side.table(pair));
    sql.finish()
}

/// Asks for the rows of a range, the rows that have a hash, and the sums of two independent 60-bit
/// parts of the row hashes. Sums, because equal rows cancel each other in an exclusive or.
pub(crate) fn checksum(pair: &Pair, side: Side, range: &KeyRange) -> Result<Statement, Error> {
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.kw("SELECT count(*), count(h)");
    sql.kw(", coalesce(sum(cast(conv(substr(h, 1, 15), 16, 10) as unsigned)), 0)");
    sql.kw(", coalesce(sum(cast(conv(substr(h, 16, 15), 16, 10) as unsigned)), 0)");
    sql.kw(" FROM (SELECT ");
    row_hash(pair, side, &mut sql);
    sql.kw(" AS h");
    from_range(pair, side, range, &mut sql)?;
    sql.kw(") r");
    Ok(sql.finish())
}

/// Asks for the key's text and the row hash of each row of a range.
pub(crate) fn hashes(pair: &Pair, side: Side, range: &KeyRange) -> Result<Statement, Error> {
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.kw("SELECT ");
    key_text(pair, side, &mut sql)?;
    sql.kw(" AS k, ");
    row_hash(pair, side, &mut sql);
    sql.kw(" AS h");
    from_range(pair, side, range, &mut sql)?;
    Ok(sql.finish())
}

/// Asks for the key's text and a hash of each column of some rows of a range.
pub(crate) fn column_hashes<'a>(
    pair: &Pair,
    side: Side,
    range: &KeyRange,
    keys: impl Iterator<Item = &'a str>,
) -> Result<Statement, Error> {
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.kw("SELECT * FROM (SELECT ");
    key_text(pair, side, &mut sql)?;
    sql.kw(" AS k");
    for (position, field) in (0_u32..).zip(pair.fields()) {
        sql.kw(", md5(");
        field.write(side, &mut sql);
        sql.kw(") AS c").number(position);
    }
    from_range(pair, side, range, &mut sql)?;
    sql.kw(") r WHERE k IN (").comma(keys, |sql, key| {
        sql.string(key);
    });
    sql.kw(")");
    Ok(sql.finish())
}

/// Asks for the rows of a range as text, the key first and the columns behind it, `limit` at most.
pub(crate) fn rows(
    pair: &Pair,
    side: Side,
    range: &KeyRange,
    limit: u64,
) -> Result<Statement, Error> {
    let mut sql = Writer::new(side.dialect(pair));
    let mappings = pair.key_mappings()?.into_iter().chain(&pair.columns);
    sql.kw("SELECT ").comma(mappings, |sql, mapping| {
        let reading = Reading::of(&mapping.source_type, &mapping.data_type);
        match side.dialect(pair) {
            Dialect::Postgres => reading.write_postgres(mapping, sql),
            Dialect::OceanBase => reading.write_oceanbase(mapping, sql),
        }
    });
    from_range(pair, side, range, &mut sql)?;
    sql.kw(" LIMIT ").number(limit);
    Ok(sql.finish())
}

/// Asks the source for the key at which the next range ends.
pub(crate) fn boundary(pair: &Pair, after: Option<&[Value]>, rows: u64) -> Statement {
    obmigrate_model::range::boundary(pair.source_dialect(), &pair.from, &pair.key, after, rows)
}

fn from_range(pair: &Pair, side: Side, range: &KeyRange, sql: &mut Writer) -> Result<(), Error> {
    let mappings = pair.key_mappings()?;
    let key: Vec<Ident> = mappings
        .into_iter()
        .map(|mapping| side.column(mapping).clone())
        .collect();
    sql.kw(" FROM ").ident(side.table(pair));
    range.write_where(&key, sql);
    Ok(())
}

/// Writes the strong hash of a row. A `NULL` is marked, and no field's text holds the separator:
/// fields are numbers, times or hexadecimal.
fn row_hash(pair: &Pair, side: Side, sql: &mut Writer) {
    sql.kw("md5(concat(").comma(pair.fields(), |sql, field| {
        sql.kw("ifnull(");
        field.write(side, sql);
        sql.kw(", 'N'), '|'");
    });
    sql.kw("))");
}

fn key_text(pair: &Pair, side: Side, sql: &mut Writer) -> Result<(), Error> {
    let mappings = pair.key_mappings()?;
    sql.kw("concat(")
        .separated(", '|', ", mappings, |sql, mapping| {
            sql.kw("ifnull(");
            Field::Mapped(mapping).write(side, sql);
            sql.kw(", 'N')");
        });
    sql.kw(")");
    Ok(())
}
