//! Sequences, of their own and behind columns.

use obmigrate_model::sequence::{Exhaustion, SequenceLimits};
use obmigrate_model::sql::Writer;
use obmigrate_model::{
    Column, DataType, Dialect, Generation, Ident, Identity, Sequence, ServerVersion, Statement,
    Table,
};

use super::types;

/// Is the longest name of PostgreSQL, in bytes.
pub(super) const LONGEST_NAME: usize = 63;
/// Is what PostgreSQL puts behind the names of a table and a column to name a sequence.
const SUFFIX: &str = "_seq";

/// Writes the statement that creates a sequence.
pub(crate) fn create_sequence(
    name: &Ident,
    sequence: &Sequence,
    version: ServerVersion,
) -> Statement {
    let mut sql = Writer::new(Dialect::Postgres);
    sql.kw("CREATE SEQUENCE ").ident(name).kw(" AS ");
    types::write(&mut sql, &sequence.data_type, version);
    sql.kw(" ");
    write_options(
        &mut sql,
        sequence.start,
        sequence.increment,
        sequence.limits,
    );
    sql.finish()
}

/// Writes the statement that makes a sequence go with a column.
pub(crate) fn own(name: &Ident, table: &Ident, column: &Ident) -> Statement {
    let mut sql = Writer::new(Dialect::Postgres);
    sql.kw("ALTER SEQUENCE ").ident(name).kw(" OWNED BY ");
    sql.ident(table).kw(".").ident(column);
    sql.finish()
}

/// Lists the sequences behind the `serial` columns of a table, with their columns.
///
/// They are written out, since `serial` itself would choose the name and take no options.
pub(crate) fn behind_columns(name: &Ident, table: &Table) -> Vec<(Ident, Sequence, Ident)> {
    let serial = table.columns.iter().filter_map(|column| {
        let (sequence_name, sequence) = behind_column(name, column)?;
        Some((sequence_name, sequence, column.name.clone()))
    });
    serial.collect()
}

/// Finds the sequence behind a `serial` column.
pub(crate) fn behind_column(table: &Ident, column: &Column) -> Option<(Ident, Sequence)> {
    let identity = column.identity.as_ref()?;
    (identity.generation == Generation::Serial).then(|| {
        (
            name_behind(table, &column.name, identity),
            described(&column.data_type, identity),
        )
    })
}

fn described(data_type: &DataType, identity: &Identity) -> Sequence {
    Sequence {
        data_type: data_type.clone(),
        start: identity.start,
        increment: identity.increment,
        limits: identity.limits,
        owner: None,
    }
}

/// Names the sequence behind a column: its own name, or the one that PostgreSQL would choose.
pub(crate) fn name_behind(table: &Ident, column: &Ident, identity: &Identity) -> Ident {
    identity.sequence.clone().unwrap_or_else(|| {
        let (mut first, mut second) = (table.as_str().to_owned(), column.as_str().to_owned());
        // The longer part loses bytes first (source, `makeObjectName`), whole characters here.
        while first.len() + 1 + second.len() + SUFFIX.len() > LONGEST_NAME {
            if first.len() > second.len() {
                first.pop();
            } else {
                second.pop();
            }
        }
        // Made of names, so it is neither empty nor holds a NUL.
        Ident::new(format!("{first}_{second}{SUFFIX}")).unwrap_or_else(|_| table.clone())
    })
}

/// Writes the statement that gives a sequence other options. It goes on from the number that it has.
pub(crate) fn alter_sequence(
    name: &Ident,
    sequence: &Sequence,
    version: ServerVersion,
) -> Statement {
    let mut sql = Writer::new(Dialect::Postgres);
    sql.kw("ALTER SEQUENCE ").ident(name).kw(" AS ");
    types::write(&mut sql, &sequence.data_type, version);
    let limits = sequence.limits;
    sql.kw(" INCREMENT BY ").number(sequence.increment);
    match limits.minimum {
        Some(minimum) => sql.kw(" MINVALUE ").number(minimum),
        None => sql.kw(" NO MINVALUE"),
    };
    match limits.maximum {
        Some(maximum) => sql.kw(" MAXVALUE ").number(maximum),
        None => sql.kw(" NO MAXVALUE"),
    };
    sql.kw(" START WITH ").number(sequence.start);
    sql.kw(" CACHE ").number(limits.cache);
    sql.kw(match limits.exhaustion {
        Exhaustion::Error => " NO CYCLE",
        Exhaustion::Cycle => " CYCLE",
    });
    sql.finish()
}

/// Writes the options of a sequence.
pub(super) fn write_options(sql: &mut Writer, start: i64, increment: i64, limits: SequenceLimits) {
    sql.kw("INCREMENT BY ").number(increment);
    if let Some(minimum) = limits.minimum {
        sql.kw(" MINVALUE ").number(minimum);
    }
    if let Some(maximum) = limits.maximum {
        sql.kw(" MAXVALUE ").number(maximum);
    }
    sql.kw(" START WITH ").number(start);
    if limits.cache != SequenceLimits::default().cache {
        sql.kw(" CACHE ").number(limits.cache);
    }
    sql.kw(match limits.exhaustion {
        Exhaustion::Error => "",
        Exhaustion::Cycle => " CYCLE",
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences_are_named_as_postgresql_names_them() {
        let check = |table: &str, column: &str, expected: &str| {
            let named = name_behind(
                &Ident::new(table).unwrap(),
                &Ident::new(column).unwrap(),
                &Identity::new(Generation::Serial),
            );
            assert_eq!(named.as_str(), expected);
        };
        check("orders", "id", "orders_id_seq");
        check(&"t".repeat(63), "id", &format!("{}_id_seq", "t".repeat(56)));
        check(
            &"t".repeat(63),
            &"c".repeat(63),
            &format!("{}_{}_seq", "t".repeat(29), "c".repeat(29)),
        );
    }
}
