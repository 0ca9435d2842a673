//! Every kind of edit on one side with every kind on the other, against a recorded table.
//!
//! A line is `desired × live → changes | drift | conflicts`; what is empty is left out. The table is
//! recorded once and reviewed; a line that changes is a decision.

use std::fmt::Write as _;

use obmigrate_diff::{Options, Sides, differences, merge};
use obmigrate_model::change::apply;
use obmigrate_model::index::Visibility;
use obmigrate_model::schema::Access;
use obmigrate_model::{
    ChangeSet, Check, Column, DataType, DefaultValue, Generated, Generation, Identity, Index,
    IndexPart, Nullability, PrimaryKey, ReferentialAction, Schema, Sequence, SortOrder, Storage,
    Unique, Value,
};

use crate::shop::{dangling, ident, idents, orders, to_customer};

/// Names an edit of the whole schema.
type Named = (&'static str, fn(&mut Schema));

const EDITS: [Named; 34] = [
    ("nothing", |_| {}),
    ("drop table", |schema| drop(schema.tables.remove("orders"))),
    ("drop parent", |schema| {
        schema.tables.remove("customer");
        table(schema).expect("orders").foreign_keys.clear();
    }),
    ("add table a", |schema| add_table(schema, DataType::BIGINT)),
    ("add table b", |schema| add_table(schema, DataType::Date)),
    ("drop column", |schema| drop_total(schema)),
    ("add column a", |schema| add(schema, DataType::TEXT)),
    ("add column b", |schema| add(schema, DataType::Date)),
    ("type a", |schema| {
        total(schema).data_type = DataType::Double
    }),
    ("type b", |schema| {
        total(schema).data_type = DataType::BIGINT
    }),
    ("not null", |schema| {
        total(schema).nullability = Nullability::NotNull
    }),
    ("default", |schema| {
        total(schema).default = Some(DefaultValue::Literal(Value::Integer(1)));
    }),
    ("numbering", |schema| {
        column(schema, "id").identity = Some(Identity::new(Generation::ByDefault));
    }),
    ("computed", |schema| {
        total(schema).generated = Some(Generated {
            expression: "`customer` * 2".to_owned(),
            storage: Storage::Stored,
        });
    }),
    ("column comment", |schema| {
        total(schema).comment = Some("net".to_owned())
    }),
    ("order a", |schema| {
        arrange(schema, &["total", "customer", "id"])
    }),
    ("order b", |schema| {
        arrange(schema, &["customer", "id", "total"])
    }),
    ("key", |schema| {
        table(schema).expect("orders").primary_key =
            Some(PrimaryKey::new(idents(&["id", "customer"])));
    }),
    ("drop key", |schema| {
        table(schema).expect("orders").primary_key = None
    }),
    ("unique a", |schema| {
        let unique = Unique::new(idents(&["customer"]));
        table(schema)
            .expect("orders")
            .uniques
            .insert(ident("once"), unique);
    }),
    ("unique b", |schema| {
        let unique = Unique::new(idents(&["total"]));
        table(schema)
            .expect("orders")
            .uniques
            .insert(ident("once"), unique);
    }),
    ("foreign key action", |schema| {
        table(schema)
            .expect("orders")
            .foreign_keys
            .get_mut("f")
            .expect("f")
            .on_delete = ReferentialAction::SetNull;
    }),
    ("foreign key end", |schema| {
        let keys = &mut table(schema).expect("orders").foreign_keys;
        keys.get_mut("f").expect("f").columns = idents(&["id"]);
    }),
    ("drop foreign key", |schema| {
        table(schema).expect("orders").foreign_keys.clear()
    }),
    ("check a", |schema| check(schema, "`total` > 0")),
    ("check b", |schema| check(schema, "`total` > 1")),
    ("index order", |schema| {
        index(schema).parts[0].order = SortOrder::Descending
    }),
    ("index visibility", |schema| {
        index(schema).visibility = Visibility::Invisible
    }),
    ("index part", |schema| {
        index(schema).parts.push(IndexPart::column(ident("id")))
    }),
    ("drop index", |schema| {
        drop(table(schema).expect("orders").indexes.remove("by_total"))
    }),
    ("options", |schema| {
        table(schema).expect("orders").options.access = Access::ReadOnly
    }),
    ("table comment", |schema| {
        table(schema).expect("orders").comment = Some("all".to_owned());
    }),
    ("sequence step", |schema| {
        schema.sequences.get_mut("s").expect("s").increment = 2
    }),
    ("drop sequence", |schema| schema.sequences.clear()),
];

fn table(schema: &mut Schema) -> Option<&mut obmigrate_model::Table> {
    schema.tables.get_mut("orders")
}

fn column<'a>(schema: &'a mut Schema, name: &str) -> &'a mut Column {
    let table = table(schema).expect("orders");
    table.columns.get_mut(&ident(name)).expect("a column")
}

fn total(schema: &mut Schema) -> &mut Column {
    column(schema, "total")
}

fn index(schema: &mut Schema) -> &mut Index {
    table(schema)
        .expect("orders")
        .indexes
        .get_mut("by_total")
        .expect("by_total")
}

fn check(schema: &mut Schema, expression: &str) {
    let check = Check::new(expression);
    table(schema)
        .expect("orders")
        .checks
        .insert(ident("positive"), check);
}

fn arrange(schema: &mut Schema, names: &[&str]) {
    table(schema)
        .expect("orders")
        .columns
        .arrange(&idents(names));
}

fn add(schema: &mut Schema, data_type: DataType) {
    let column = Column::new(ident("note"), data_type);
    table(schema).expect("orders").columns.push(column);
}

fn add_table(schema: &mut Schema, data_type: DataType) {
    let table = obmigrate_model::Table {
        columns: [Column::new(ident("tag"), data_type)].into_iter().collect(),
        ..obmigrate_model::Table::default()
    };
    schema.tables.insert(ident("tags"), table);
}

fn drop_total(schema: &mut Schema) {
    let table = table(schema).expect("orders");
    table.columns.remove(&ident("total"));
    table.indexes.clear();
}

fn base() -> Schema {
    let mut schema = orders(|table| {
        table.foreign_keys.insert(ident("f"), to_customer());
        let index = Index::new(vec![IndexPart::column(ident("total"))]);
        table.indexes.insert(ident("by_total"), index);
    });
    let sequence = Sequence {
        data_type: DataType::BIGINT,
        start: 1,
        increment: 1,
        limits: Default::default(),
        owner: None,
    };
    schema.sequences.insert(ident("s"), sequence);
    schema
}

fn paths(changes: &ChangeSet) -> String {
    let found = differences(changes);
    let paths = found.iter().map(|one| {
        let sign = match (&one.before, &one.after) {
            (None, Some(_)) => "+",
            (Some(_), None) => "-",
            (Some(_), Some(_)) | (None, None) => "~",
        };
        format!("{sign}{}", short(one.path.as_str()))
    });
    paths.collect::<Vec<_>>().join(" ")
}

fn short(path: &str) -> String {
    path.replace("tables.orders.", "").replace("tables.", "@")
}

#[test]
fn every_edit_meets_every_other() {
    let base = base();
    let mut lines = String::new();
    for (desired_name, desired_edit) in EDITS {
        for (live_name, live_edit) in EDITS {
            let (mut desired, mut live) = (base.clone(), base.clone());
            desired_edit(&mut desired);
            live_edit(&mut live);
            let merged = |desired, live| {
                let sides = Sides {
                    base: &base,
                    desired,
                    live,
                };
                merge(sides, &Options::default()).expect("one dialect")
            };
            let merge = merged(&desired, &live);
            let goal = apply(&live, &merge.changes).expect("the changes fit live");
            assert_eq!(dangling(&goal), [""; 0], "{desired_name} × {live_name}");
            // The same conflicts the other way round.
            let mirrored = merged(&live, &desired).conflicts;
            let kinds: Vec<_> = mirrored
                .iter()
                .map(|one| (&one.path, one.kind.mirrored()))
                .collect();
            let own: Vec<_> = merge
                .conflicts
                .iter()
                .map(|one| (&one.path, one.kind))
                .collect();
            assert_eq!(own, kinds, "{desired_name} × {live_name}");
            if merge.is_empty() {
                let _ = writeln!(lines, "{desired_name} × {live_name} → nothing");
                continue;
            }
            let conflicts = merge.conflicts.iter().map(|one| {
                let kind = one.kind.code().trim_start_matches("diff/");
                format!("{} {kind}", short(one.path.as_str()))
            });
            let conflicts = conflicts.collect::<Vec<_>>().join(", ");
            let mut line = format!("{desired_name} × {live_name} →");
            for (word, text) in [
                ("changes", paths(&merge.changes)),
                ("drift", paths(&merge.drift)),
                ("CONFLICT", conflicts),
            ] {
                if !text.is_empty() {
                    let _ = write!(line, " | {word}: {text}");
                }
            }
            let _ = writeln!(lines, "{line}");
        }
    }
    insta::assert_snapshot!(lines);
}
