//! Tables and columns that get other names on the real kernel, with their rows, there and back.

use obmigrate_codegen::{Options, generate};
use obmigrate_diff::diff;
use obmigrate_model::change::rename::rename;
use obmigrate_model::change::{Rename, Renamed};
use obmigrate_model::plan::{Action, Phase, RunId};
use obmigrate_model::{ChangeSet, DataType, Fingerprint, Ident, Pair, Row, Schema, Statement};

use crate::shop::{execute, query};
use crate::site::{Silent, Site};

const SHOP: [&str; 11] = [
    "CREATE TABLE `we'ird` (`no` bigint NOT NULL AUTO_INCREMENT, `it's` varchar(20) \
     COLLATE utf8mb4_bin, `other` varchar(20) COLLATE utf8mb4_bin, `ch\"eck` int, \
     PRIMARY KEY (`no`), CONSTRAINT `po'sitive` CHECK (`ch\"eck` > 0)) AUTO_INCREMENT = 50 \
     DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin",
    "CREATE TABLE orders (who bigint NOT NULL, line int NOT NULL, amount decimal(8, 2) NOT NULL, \
     PRIMARY KEY (who, line), KEY by_amount (amount), CONSTRAINT of_who FOREIGN KEY (who) \
     REFERENCES `we'ird` (`no`) ON DELETE CASCADE) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin",
    "CREATE TABLE parts (id bigint NOT NULL, who bigint NOT NULL, line int NOT NULL, PRIMARY KEY (id), \
     CONSTRAINT of_order FOREIGN KEY (who, line) REFERENCES orders (who, line)) \
     DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin",
    "CREATE TABLE visits (id int NOT NULL, guest bigint, PRIMARY KEY (id), \
     CONSTRAINT of_guest FOREIGN KEY (guest) REFERENCES `we'ird` (`no`)) \
     DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin",
    "CREATE TABLE east (id int NOT NULL, v varchar(9) COLLATE utf8mb4_bin, PRIMARY KEY (id)) \
     DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin",
    "CREATE TABLE west (id bigint NOT NULL, PRIMARY KEY (id)) \
     DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin",
    "INSERT INTO `we'ird` VALUES (0, 'a ', 'á', 1), (7, NULL, '😀', 2), (9, '''', '\\\\', NULL)",
    "INSERT INTO orders VALUES (0, 1, 1.50), (0, 2, 0.01), (9, 1, 999999.99)",
    "INSERT INTO parts VALUES (1, 0, 1), (2, 0, 2), (3, 9, 1), (4, 9, 1)",
    "INSERT INTO visits VALUES (1, 7), (2, NULL)",
    "INSERT INTO east VALUES (1, 'east')",
];

/// Each table's rows before, and how the same values are read afterwards.
const ROWS: [(&str, &str); 6] = [
    (
        "SELECT `no`, hex(`it's`), hex(`other`), `ch\"eck` FROM `we'ird` ORDER BY 1",
        "SELECT `n'o`, hex(`other`), hex(`it's`), `ch\"eck` FROM `per'son` ORDER BY 1",
    ),
    (
        "SELECT who, line, amount FROM orders ORDER BY 1, 2",
        "SELECT buyer, line, amount FROM orders ORDER BY 1, 2",
    ),
    (
        "SELECT id, who, line FROM parts ORDER BY 1",
        "SELECT id, who, line FROM parts ORDER BY 1",
    ),
    (
        "SELECT id, guest FROM visits ORDER BY 1",
        "SELECT id, guest FROM visits ORDER BY 1",
    ),
    ("SELECT id, v FROM east", "SELECT id, v FROM west"),
    ("SELECT id FROM west", "SELECT id FROM east"),
];

fn ident(name: &str) -> Ident {
    Ident::new(name).unwrap()
}

fn named(table: Option<&str>, before: &str, after: &str) -> Rename {
    Rename {
        object: table.map_or(Renamed::Table, |table| Renamed::Column {
            table: ident(table),
        }),
        name: Pair {
            before: ident(before),
            after: ident(after),
        },
    }
}

/// The parent and one of its columns get other names, two of its columns exchange theirs, a renamed
/// column gets another type, and two tables exchange names.
fn changes(live: &Schema) -> (ChangeSet, Schema) {
    let weird = Some("we'ird");
    let renames = vec![
        named(None, "we'ird", "per'son"),
        named(weird, "no", "n'o"),
        named(weird, "it's", "other"),
        named(weird, "other", "it's"),
        named(Some("orders"), "who", "buyer"),
        named(None, "east", "west"),
        named(None, "west", "east"),
    ];
    let between = rename(live, &renames);
    let mut goal = between.clone();
    let person = goal.tables.get_mut(&ident("per'son")).unwrap();
    let swapped = person.columns.get_mut(&ident("it's")).unwrap();
    swapped.data_type = DataType::VarChar { length: 80 };
    let checked = person.columns.get_mut(&ident("ch\"eck")).unwrap();
    checked.data_type = DataType::BIGINT;
    let told = diff(&between, &goal, &obmigrate_diff::Options::default()).unwrap();
    let changes = ChangeSet {
        renames,
        ..told.changes
    };
    (changes, goal)
}

async fn rows(
    site: &Site,
    side: fn(&(&'static str, &'static str)) -> &'static str,
) -> Vec<Vec<Row>> {
    let mut all = Vec::new();
    for statements in &ROWS {
        all.push(query(&site.url, side(statements)).await);
    }
    all
}

#[tokio::test]
async fn renamed_tables_keep_their_rows_there_and_back() {
    let site = Site::open("renames").await;
    for statement in SHOP {
        execute(&site.url, statement).await;
    }
    let live = site.schema().await;
    let (changes, goal) = changes(&live);
    let before = rows(&site, |(before, _)| before).await;

    let target = site.connector.connect().await.unwrap().target();
    let plan = |run_id| {
        let options = Options::new(target, RunId::new(run_id).unwrap()).chunk_rows(2);
        generate(&live, &changes, &options).unwrap()
    };

    let first = plan("20260101000001");
    assert_eq!(first.goal, Fingerprint::of(&goal).unwrap());
    let run = site.perform(first).await;
    assert_eq!(rows(&site, |(_, after)| after).await, before);
    run.undo(&mut Silent).await.unwrap();
    assert_eq!(site.schema().await, live);
    assert_eq!(rows(&site, |(before, _)| before).await, before);

    let second = plan("20260101000002");
    let run = site.perform(second.clone()).await;
    run.finish().await.unwrap();
    assert_eq!(rows(&site, |(_, after)| after).await, before);
    let cleanup = second
        .groups
        .iter()
        .flat_map(|group| group.phase(Phase::Cleanup));
    for step in cleanup {
        let Action::Statements(statements) = &step.forward else {
            continue;
        };
        for statement in statements {
            execute(&site.url, statement.sql()).await;
        }
    }
    assert_eq!(site.schema().await, goal);
    assert_eq!(rows(&site, |(_, after)| after).await, before);

    // The foreign keys hold under the new names, and numbers go on where they were.
    let mut connection = site.connector.connect().await.unwrap();
    for orphan in [
        "INSERT INTO orders VALUES (8, 1, 1)",
        "INSERT INTO visits VALUES (3, 8)",
        "INSERT INTO parts VALUES (5, 9, 2)",
    ] {
        assert!(connection.execute(&Statement::new(orphan)).await.is_err());
    }
    execute(&site.url, "INSERT INTO `per'son` (`ch\"eck`) VALUES (1)").await;
    let last = query(&site.url, "SELECT max(`n'o`) >= 50 FROM `per'son`").await;
    assert_eq!(last[0][0].as_integer(), Some(1));
}
