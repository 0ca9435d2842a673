//! What another way of splitting a table means.

use obmigrate_model::change::Pair;
use obmigrate_model::partition::{BoundValue, Partition, PartitionBound, PartitionMethod};
use obmigrate_model::sql::Writer;
use obmigrate_model::{Dialect, IndexKey, Partitioning};

use super::{Altered, Reversal, Verdict};
use crate::Reason;

impl Altered<'_> {
    /// A row that no partition takes is refused.
    pub(super) fn partitioning(&self, pair: &Pair<Option<Partitioning>>) -> Verdict {
        let Some(partitioning) = &pair.after else {
            return Verdict::safe(Reason::RemovesPartitions).undone(Reversal::UNLESS_NEW_VALUES);
        };
        match taken(self.scene.live.dialect, partitioning) {
            Taken::Everything => Verdict::safe(Reason::ChangesPartitions),
            Taken::If(expression) => Verdict::checkable(
                Reason::LimitsPartitions,
                self.names.before(),
                vec![self.fails(&expression)],
            ),
            Taken::Unknown => Verdict::checkable(
                Reason::LimitsPartitions,
                self.names.before(),
                vec![obmigrate_model::probe::Condition::EveryRow],
            ),
        }
    }
}

/// Says which rows the partitions take.
enum Taken {
    Everything,
    If(String),
    Unknown,
}

fn taken(dialect: Dialect, partitioning: &Partitioning) -> Taken {
    if partitioning
        .partitions
        .iter()
        .any(|partition| partition.partitioning.is_some())
    {
        return Taken::Unknown;
    }
    let bounds = || {
        partitioning
            .partitions
            .iter()
            .map(|partition: &Partition| &partition.bound)
    };
    if bounds().any(|bound| *bound == PartitionBound::Default) {
        return Taken::Everything;
    }
    match partitioning.method {
        PartitionMethod::Hash | PartitionMethod::Key => Taken::Everything,
        PartitionMethod::Range | PartitionMethod::RangeColumns => {
            ranges(dialect, partitioning, bounds().collect())
        }
        PartitionMethod::List | PartitionMethod::ListColumns => {
            lists(dialect, partitioning, bounds().collect())
        }
    }
}

/// On OceanBase ranges join without a gap from the least value up, and `NULL` is in the first.
fn ranges(dialect: Dialect, partitioning: &Partitioning, bounds: Vec<&PartitionBound>) -> Taken {
    let (Dialect::OceanBase, [key], Some(PartitionBound::Range { to, .. })) =
        (dialect, partitioning.key.as_slice(), bounds.last())
    else {
        return Taken::Unknown;
    };
    match to.as_slice() {
        [BoundValue::Maximum] => Taken::Everything,
        [BoundValue::Constant(value)] => {
            let mut sql = Writer::new(dialect);
            write_key(&mut sql, key);
            sql.kw(" < ").expression(value);
            Taken::If(sql.finish().sql().to_owned())
        }
        _ => Taken::Unknown,
    }
}

fn lists(dialect: Dialect, partitioning: &Partitioning, bounds: Vec<&PartitionBound>) -> Taken {
    let [key] = partitioning.key.as_slice() else {
        return Taken::Unknown;
    };
    let mut values = Vec::new();
    let mut takes_null = false;
    for bound in bounds {
        let PartitionBound::List { values: listed } = bound else {
            return Taken::Unknown;
        };
        for value in listed {
            match value.as_slice() {
                [BoundValue::Constant(value)] if value.eq_ignore_ascii_case("null") => {
                    takes_null = true;
                }
                [BoundValue::Constant(value)] => values.push(value),
                _ => return Taken::Unknown,
            }
        }
    }
    if values.is_empty() {
        return Taken::Unknown;
    }
    let mut sql = Writer::new(dialect);
    write_key(&mut sql, key);
    sql.kw(" IN ").paren(|sql| {
        sql.comma(&values, |sql, value| {
            sql.expression(value);
        });
    });
    // A condition that is unknown passes a check, but no list has room for NULL unasked.
    sql.kw(if takes_null { " OR " } else { " AND " });
    write_key(&mut sql, key);
    sql.kw(if takes_null {
        " IS NULL"
    } else {
        " IS NOT NULL"
    });
    Taken::If(sql.finish().sql().to_owned())
}

fn write_key(sql: &mut Writer, key: &IndexKey) {
    match key {
        IndexKey::Column(name) => sql.ident(name),
        IndexKey::Expression(text) => sql.kw("(").expression(text).kw(")"),
    };
}
