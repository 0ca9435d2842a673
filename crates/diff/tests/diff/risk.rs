//! What is said to destroy data.

use obmigrate_diff::{RiskKind, risks};
use obmigrate_model::data_type::{Capacity, IntegerWidth, Signedness, TimeZone};
use obmigrate_model::{Change, ChangeSet, ColumnDelta, DataType, Delta, Pair};

use crate::shop::{difference, ident, orders, shop};

fn risk_of(before: &DataType, after: &DataType) -> Option<RiskKind> {
    let pair = Pair {
        before: before.clone(),
        after: after.clone(),
    };
    let changes = ChangeSet::from(vec![Change::AlterTable {
        name: ident("t"),
        deltas: vec![Delta::AlterColumn {
            name: ident("c"),
            deltas: vec![ColumnDelta::DataType(pair)],
        }],
    }]);
    risks(&changes).first().map(|risk| risk.kind)
}

#[test]
fn type_changes_are_judged() {
    use DataType as T;
    let integer = |width, signedness| T::Integer { width, signedness };
    let decimal = T::decimal;
    let timestamp = |precision, zone| T::Timestamp { precision, zone };
    let text = |capacity| T::Text { capacity };
    let unsigned = integer(IntegerWidth::Regular, Signedness::Unsigned);
    // Each pair, the risk there and the risk back.
    let narrows = Some(RiskKind::NarrowsType);
    let changes = Some(RiskKind::ChangesType);
    let cases = [
        (T::INTEGER, T::BIGINT, None, narrows),
        (unsigned.clone(), T::BIGINT, None, narrows),
        (unsigned, T::INTEGER, narrows, narrows),
        (T::Boolean, T::SMALLINT, None, narrows),
        (T::INTEGER, decimal(10, 0), None, narrows),
        (T::INTEGER, decimal(10, 2), narrows, narrows),
        (T::BIGINT, decimal(19, 0), None, narrows),
        (T::BIGINT, T::Double, narrows, narrows),
        (decimal(10, 2), decimal(12, 2), None, narrows),
        (decimal(10, 2), decimal(11, 4), narrows, narrows),
        (decimal(10, 2), decimal(12, 4), None, narrows),
        (T::Real, T::Double, None, narrows),
        (
            T::VarChar { length: 20 },
            T::VarChar { length: 21 },
            None,
            narrows,
        ),
        (
            T::Char { length: 5 },
            T::VarChar { length: 5 },
            None,
            narrows,
        ),
        (
            T::VarChar { length: 64 },
            text(Capacity::Tiny),
            narrows,
            narrows,
        ),
        (
            T::VarChar { length: 63 },
            text(Capacity::Tiny),
            None,
            narrows,
        ),
        (text(Capacity::Regular), text(Capacity::Long), None, narrows),
        (
            T::VarBinary { length: 9 },
            T::Binary { length: 9 },
            narrows,
            narrows,
        ),
        (T::time(0), T::time(6), None, narrows),
        (
            timestamp(3, TimeZone::With),
            timestamp(6, TimeZone::With),
            None,
            narrows,
        ),
        (
            timestamp(6, TimeZone::With),
            timestamp(6, TimeZone::Without),
            narrows,
            narrows,
        ),
        (T::Date, timestamp(0, TimeZone::Without), None, narrows),
        (T::INTEGER, T::TEXT, changes, changes),
        (
            T::TEXT,
            T::Blob {
                capacity: Capacity::Long,
            },
            changes,
            changes,
        ),
        (T::Uuid, T::Char { length: 36 }, changes, changes),
    ];
    for (before, after, there, back) in cases {
        assert_eq!(risk_of(&before, &after), there, "{before} to {after}");
        assert_eq!(risk_of(&after, &before), back, "{after} to {before}");
    }
}

#[test]
fn removals_are_risks() {
    let mut desired = orders(|table| drop(table.columns.remove(&ident("total"))));
    desired.tables.remove("customer");
    let found: Vec<_> = risks(&difference(&shop(), &desired).changes)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        found,
        [
            "[diff/removes-table] tables.customer: the table is removed with all its rows",
            "[diff/removes-column] tables.orders.columns.total: \
             the column is removed with all its values",
        ]
    );
}
