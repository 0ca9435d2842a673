//! How tables are split, as both dialects write it.

use super::cursor::{Cursor, Name, Read};
use super::token::{Kind, Token};
use crate::partition::{BoundValue, Partition, PartitionBound, PartitionMethod};
use crate::{Dialect, Ident, IndexKey, Partitioning};

/// Partitions of a table at most (error 1499 of OceanBase 4.3.5, measured).
const MOST_PARTITIONS: i64 = 8192;

/// Remembers that a table of PostgreSQL is a partition of another one.
pub(super) struct Attached {
    pub(super) parent: Name,
    pub(super) child: Name,
    pub(super) bound: PartitionBound,
    pub(super) at: usize,
}

/// Reads what stands behind `PARTITION BY`.
pub(super) fn read(rest: &mut Cursor<'_>) -> Read<Partitioning> {
    match rest.dialect {
        Dialect::Postgres => {
            let (method, key) = rule(rest)?;
            Ok(Partitioning {
                method,
                key,
                partitions: Vec::new(),
            })
        }
        Dialect::OceanBase => of_oceanbase(rest),
    }
}

fn rule(rest: &mut Cursor<'_>) -> Read<(PartitionMethod, Vec<IndexKey>)> {
    let word = rest.accept_any(&[
        "RANGE COLUMNS",
        "LIST COLUMNS",
        "LINEAR HASH",
        "LINEAR KEY",
        "RANGE",
        "LIST",
        "HASH",
        "KEY",
    ]);
    let method = match (word, rest.dialect) {
        (Some("RANGE COLUMNS"), _) | (Some("RANGE"), Dialect::Postgres) => {
            PartitionMethod::RangeColumns
        }
        (Some("LIST COLUMNS"), _) | (Some("LIST"), Dialect::Postgres) => {
            PartitionMethod::ListColumns
        }
        (Some("RANGE"), Dialect::OceanBase) => PartitionMethod::Range,
        (Some("LIST"), Dialect::OceanBase) => PartitionMethod::List,
        (Some("HASH"), _) => PartitionMethod::Hash,
        (Some("KEY"), Dialect::OceanBase) => PartitionMethod::Key,
        _ => return Err(rest.unsupported("the rule of the partitions is not known")),
    };
    let inside = rest.group()?;
    let mut key = Vec::new();
    for item in rest.items(inside) {
        key.push(key_part(rest, item)?);
    }
    Ok((method, key))
}

fn key_part<'a>(rest: &Cursor<'a>, item: &'a [Token]) -> Read<IndexKey> {
    let mut part = rest.within(item);
    if let [token] = item
        && matches!(token.kind, Kind::Word | Kind::Quoted)
    {
        return part.name().map(IndexKey::Column);
    }
    // What follows a name or an expression in parentheses orders it in a way of its own.
    let is_call = matches!(item, [first, second, ..]
        if first.kind == Kind::Word && second.kind == Kind::Symbol('('));
    if rest.dialect == Dialect::Postgres && !is_call {
        if part.sees_symbol('(') {
            part.group()?;
        } else {
            part.name()?;
        }
        if !part.is_at_end() {
            let message = "a collation or operator class of a partition key is not modelled";
            return Err(part.unsupported(message));
        }
    }
    rest.expression(item)
        .map(|text| IndexKey::Expression(text.to_owned()))
}

/// Reads `FOR VALUES …` or `DEFAULT` of PostgreSQL.
pub(super) fn bound(rest: &mut Cursor<'_>) -> Read<PartitionBound> {
    if rest.accept("DEFAULT") {
        return Ok(PartitionBound::Default);
    }
    rest.expect("FOR VALUES")?;
    if rest.accept("FROM") {
        let from = values(rest)?;
        rest.expect("TO")?;
        let to = values(rest)?;
        return Ok(PartitionBound::Range { from, to });
    }
    if rest.accept("IN") {
        let list = values(rest)?;
        let values = list.into_iter().map(|value| vec![value]).collect();
        return Ok(PartitionBound::List { values });
    }
    rest.expect("WITH")?;
    let inside = rest.group()?;
    let mut inner = rest.within(inside);
    inner.expect("MODULUS")?;
    let modulus = count(&mut inner)?;
    inner.symbol(',');
    inner.expect("REMAINDER")?;
    let remainder = count(&mut inner)?;
    inner.expect_end()?;
    Ok(PartitionBound::Hash { modulus, remainder })
}

fn count(rest: &mut Cursor<'_>) -> Read<u32> {
    let fault = rest.fault("a number of partitions is expected");
    u32::try_from(rest.integer()?).map_err(|_| fault)
}

/// Reads values in parentheses.
fn values(rest: &mut Cursor<'_>) -> Read<Vec<BoundValue>> {
    let inside = rest.group()?;
    rest.items(inside)
        .into_iter()
        .map(|item| value(rest, item))
        .collect()
}

fn value<'a>(rest: &Cursor<'a>, item: &'a [Token]) -> Read<BoundValue> {
    let item = rest.within(item);
    Ok(if item.sees("MINVALUE") {
        BoundValue::Minimum
    } else if item.sees("MAXVALUE") {
        BoundValue::Maximum
    } else if item.is_at_end() {
        return Err(item.fault("a value is expected"));
    } else {
        BoundValue::Constant(item.slice(item.rest()).to_owned())
    })
}

/// A rule with the number or the list of its partitions.
struct Level<'a> {
    method: PartitionMethod,
    key: Vec<IndexKey>,
    count: Option<i64>,
    template: Option<&'a [Token]>,
}

fn of_oceanbase(rest: &mut Cursor<'_>) -> Read<Partitioning> {
    let (method, key) = rule(rest)?;
    let mut count = optional_count(rest, "PARTITIONS")?;
    let below = if rest.accept("SUBPARTITION BY") {
        let (method, key) = rule(rest)?;
        let template = if rest.accept("SUBPARTITION TEMPLATE") {
            Some(rest.group()?)
        } else {
            None
        };
        Some(Level {
            method,
            key,
            count: optional_count(rest, "SUBPARTITIONS")?,
            template,
        })
    } else {
        None
    };
    count = count.or(optional_count(rest, "PARTITIONS")?);
    let each = below.as_ref().map_or(1, |level| {
        let listed = level.template.map(|inside| rest.items(inside).len());
        listed.unwrap_or_else(|| usize::try_from(level.count.unwrap_or(1)).unwrap_or(usize::MAX))
    });
    let most = usize::try_from(MOST_PARTITIONS).unwrap_or(usize::MAX);
    let group = rest.optional_group()?;
    let partitions = match group {
        Some(inside) => rest.items(inside).len(),
        None => usize::try_from(count.unwrap_or(1)).unwrap_or(usize::MAX),
    };
    if each.saturating_mul(partitions) > most {
        return Err(rest.unsupported(format!("there are more than {MOST_PARTITIONS} partitions")));
    }
    let partitions = match group {
        Some(inside) => listed(rest, inside, "PARTITION", below.as_ref())?,
        None => numbered(rest, count, "p", below.as_ref())?,
    };
    Ok(Partitioning {
        method,
        key,
        partitions,
    })
}

fn optional_count(rest: &mut Cursor<'_>, word: &str) -> Read<Option<i64>> {
    if !rest.accept(word) {
        return Ok(None);
    }
    let fault = rest.fault("a number of partitions is expected");
    match rest.integer()? {
        count @ 1..=MOST_PARTITIONS => Ok(Some(count)),
        _ => Err(fault),
    }
}

/// Makes the partitions of a hash that are only counted.
fn numbered(
    rest: &Cursor<'_>,
    count: Option<i64>,
    prefix: &str,
    below: Option<&Level<'_>>,
) -> Read<Vec<Partition>> {
    let modulus = u32::try_from(count.unwrap_or(1)).unwrap_or(1);
    let mut partitions = Vec::new();
    for remainder in 0..modulus {
        let name = Ident::new(format!("{prefix}{remainder}"));
        let name = name.map_err(|_| rest.fault("a name is expected"))?;
        partitions.push(Partition {
            bound: PartitionBound::Hash { modulus, remainder },
            partitioning: split(rest, &name, None, below)?,
            name,
        });
    }
    Ok(partitions)
}

fn listed<'a>(
    rest: &Cursor<'a>,
    inside: &'a [Token],
    word: &str,
    below: Option<&Level<'a>>,
) -> Read<Vec<Partition>> {
    let items = rest.items(inside);
    let modulus = u32::try_from(items.len()).unwrap_or(u32::MAX);
    let mut partitions = Vec::new();
    for (remainder, item) in (0_u32..).zip(items) {
        let mut item = rest.within(item);
        item.expect(word)?;
        let name = item.name()?;
        let bound = if item.accept("VALUES LESS THAN") {
            let to = if item.accept("MAXVALUE") {
                vec![BoundValue::Maximum]
            } else {
                values(&mut item)?
            };
            let from = Vec::new();
            PartitionBound::Range { from, to }
        } else if item.accept("VALUES IN") {
            list(&mut item)?
        } else {
            PartitionBound::Hash { modulus, remainder }
        };
        let own = item.optional_group()?;
        let noise = ["ENGINE", "COMMENT", "BLOCK_SIZE"];
        while item.accept_any(&noise).is_some() {
            item.symbol('=');
            item.next();
        }
        item.expect_end()?;
        partitions.push(Partition {
            partitioning: split(rest, &name, own, below)?,
            name,
            bound,
        });
    }
    Ok(partitions)
}

/// Reads the values behind `VALUES IN`.
fn list(rest: &mut Cursor<'_>) -> Read<PartitionBound> {
    if rest.accept("DEFAULT") {
        return Ok(PartitionBound::Default);
    }
    let inside = rest.group()?;
    if rest.within(inside).sees("DEFAULT") {
        return Ok(PartitionBound::Default);
    }
    let mut lists = Vec::new();
    for item in rest.items(inside) {
        let mut tuple = rest.within(item);
        lists.push(if tuple.sees_symbol('(') {
            values(&mut tuple)?
        } else {
            vec![value(rest, item)?]
        });
    }
    Ok(PartitionBound::List { values: lists })
}

/// Splits a partition in turn: as it says itself, else as the template says, else by number.
fn split<'a>(
    rest: &Cursor<'a>,
    name: &Ident,
    own: Option<&'a [Token]>,
    below: Option<&Level<'a>>,
) -> Read<Option<Partitioning>> {
    let Some(level) = below else {
        return match own {
            Some(_) => Err(rest.fault("sub-partitions without SUBPARTITION BY")),
            None => Ok(None),
        };
    };
    let partitions = match own.or(level.template) {
        Some(inside) => {
            let mut partitions = listed(rest, inside, "SUBPARTITION", None)?;
            if own.is_none() {
                for partition in &mut partitions {
                    let whole = format!("{name}s{}", partition.name);
                    partition.name =
                        Ident::new(whole).map_err(|_| rest.fault("a name is expected"))?;
                }
            }
            partitions
        }
        None => numbered(rest, level.count, &format!("{name}ssp"), None)?,
    };
    Ok(Some(Partitioning {
        method: level.method,
        key: level.key.clone(),
        partitions,
    }))
}
