//! Validation reports all defects at once.

use obmigrate_model::validate::validate;
use serde_json::{Value, json};

fn check(body: Value, expected: &[&str]) {
    let notes = validate(&crate::schema(body));
    let found: Vec<String> = notes.iter().map(ToString::to_string).collect();
    assert_eq!(found, expected);
}

#[test]
fn every_defect_is_reported_with_its_path() {
    check(
        json!({"dialect": "ocean_base", "tables": {
            "bare": {"columns": []},
            "t": {
                "columns": [
                    {"name": "id", "data_type": {"bit": {"length": 0}}, "identity": {"generation": "by_default"}},
                    {"name": "ID", "data_type": {"decimal": {"precision": 0, "scale": 0}}},
                    {"name": "d", "data_type": {"decimal": {"precision": 3, "scale": 5}}, "default": {"literal": "null"}},
                    {"name": "t", "data_type": {"time": {"precision": 7}}, "collation": "utf8mb4_bin"}
                ],
                "primary_key": {"columns": ["nope", "d", "d"]},
                "uniques": {"u": {"columns": []}},
                "indexes": {"U": {"parts": [{"key": {"column": "gone"}}]}, "e": {"parts": []}},
                "foreign_keys": {
                    "f1": {"columns": ["d"], "references": {"table": "absent", "columns": ["x"]}},
                    "f2": {"columns": ["d"], "references": {"table": "t", "columns": ["t", "id"]}},
                    "f3": {"columns": ["t"], "references": {"table": "t", "columns": ["t"]}}
                },
                "checks": {"c": {"expression": "`d` > 0"}}
            },
            "u": {"columns": [{"name": "a", "data_type": "date"}], "checks": {"C": {"expression": "`a` > 0"}}}
        }}),
        &[
            "error [model/name-clash] tables.t.columns.ID: the name ID is taken by tables.t.columns.id",
            "error [model/name-clash] tables.t.indexes.U: the name U is taken by tables.t.uniques.u",
            "error [model/name-clash] tables.u.checks.C: the name C is taken by tables.t.checks.c",
            "error [model/no-columns] tables.bare: the table has no columns",
            "error [model/type-out-of-range] tables.t.columns.id.data_type: the length is 0",
            "error [model/identity-misplaced] tables.t.columns.id.identity: bit(0) is no integer and cannot be numbered",
            "error [model/type-out-of-range] tables.t.columns.ID.data_type: a precision of 0, 1 to 65 is allowed",
            "error [model/null-default] tables.t.columns.d.default: a default of NULL is written as no default",
            "error [model/type-out-of-range] tables.t.columns.d.data_type: a scale of 5 in 3 digits",
            "error [model/type-out-of-range] tables.t.columns.t.data_type: 7 fraction digits, 6 is the most",
            "error [model/collation-misplaced] tables.t.columns.t.collation: time(7) holds no characters",
            "error [model/unknown-column] tables.t.primary_key: the table has no column nope",
            "error [model/column-named-twice] tables.t.primary_key: it names the column d twice",
            "error [model/empty-key] tables.t.uniques.u: it has no columns",
            "error [model/unknown-column] tables.t.indexes.U: the table has no column gone",
            "error [model/empty-key] tables.t.indexes.e: it has no columns",
            "error [model/unknown-table] tables.t.foreign_keys.f1.references: there is no table absent",
            "error [model/unequal-columns] tables.t.foreign_keys.f2.references: 1 columns reference 2",
            "error [model/not-keyed] tables.t.foreign_keys.f2.references: the referenced columns of t lead no index",
            "error [model/not-keyed] tables.t.foreign_keys.f3.references: the referenced columns of t lead no index",
        ],
    );
}

#[test]
fn postgres_scopes_names_its_own_way() {
    check(
        json!({"dialect": "postgres", "tables": {
            "T": {"columns": [{"name": "a", "data_type": "date"}, {"name": "A", "data_type": "date"}],
                  "indexes": {"i": {"parts": [{"key": {"column": "a"}}]}}, "checks": {"c": {"expression": "a > b"}}},
            "t": {"columns": [{"name": "a", "data_type": "date"}],
                  "indexes": {"i": {"parts": [{"key": {"column": "a"}}]}}, "checks": {"c": {"expression": "a > b"}}}
        }}),
        &["error [model/name-clash] tables.t.indexes.i: the name i is taken by tables.T.indexes.i"],
    );
}

#[test]
fn types_belong_to_one_server_or_to_both() {
    let column = |name: &str, data_type: Value| json!({"name": name, "data_type": data_type});
    let table = |dialect: &str, columns: Vec<Value>| json!({"dialect": dialect, "tables": {"t": {"columns": columns}}});
    let name = json!({"name": "n"});
    let long = json!({"text": {"capacity": "long"}});
    let domain = |base: Value| json!({"domain": {"name": name, "base": base}});
    check(
        table(
            "postgres",
            vec![
                column("a", json!({"integer": {"width": "tiny"}})),
                column(
                    "b",
                    json!({"integer": {"width": "big", "signedness": "unsigned"}}),
                ),
                column("c", json!({"text": {"capacity": "medium"}})),
                column("d", json!("year")),
                column("e", json!({"enum": {"labels": ["x"]}})),
                column(
                    "f",
                    json!({"array": {"element": {"binary": {"length": 3}}}}),
                ),
                column(
                    "g",
                    json!({"composite": {"name": name, "fields": [{"name": "x", "data_type": {"set": {"labels": ["x"]}}}]}}),
                ),
                column("h", domain(json!({"geometry": {"shape": "point"}}))),
                column("i", domain(domain(long.clone()))),
                column(
                    "j",
                    json!({"array": {"element": {"array": {"element": "date"}}}}),
                ),
                column("k", json!({"enum": {"name": name, "labels": []}})),
                column("l", json!({"var_bit": {"length": 0}})),
                column(
                    "m",
                    json!({"array": {"element": {"vector": {"dimensions": 0}}}}),
                ),
                column("n", json!({"postgres": "inet"})),
            ],
        ),
        &[
            "error [model/foreign-type] tables.t.columns.a.data_type: PostgreSQL has no type tinyint",
            "error [model/foreign-type] tables.t.columns.b.data_type: PostgreSQL has no type bigint unsigned",
            "error [model/foreign-type] tables.t.columns.c.data_type: PostgreSQL has no type mediumtext",
            "error [model/foreign-type] tables.t.columns.d.data_type: PostgreSQL has no type year",
            "error [model/foreign-type] tables.t.columns.e.data_type: PostgreSQL has no type enum('x')",
            "error [model/foreign-type] tables.t.columns.f.data_type.element: PostgreSQL has no type binary(3)",
            "error [model/foreign-type] tables.t.columns.g.data_type.fields.x: PostgreSQL has no type set('x')",
            "error [model/foreign-type] tables.t.columns.h.data_type.base: PostgreSQL has no type point",
            "error [model/nested-type] tables.t.columns.i.data_type.base: a domain is described by the type that it rests on in the end",
            "error [model/nested-type] tables.t.columns.j.data_type.element: an array of any number of dimensions is one array of its elements",
            "error [model/type-out-of-range] tables.t.columns.l.data_type: the length is 0",
            "error [model/type-out-of-range] tables.t.columns.m.data_type.element: 0 dimensions, 1 to 16000 is allowed",
        ],
    );
    let many: Vec<String> = (0..65).map(|number| number.to_string()).collect();
    check(
        table(
            "ocean_base",
            vec![
                column("a", json!("numeric")),
                column("b", json!("uuid")),
                column("c", json!({"postgres": "inet"})),
                column("d", json!({"interval": {"precision": 6}})),
                column("e", json!({"enum": {"name": name, "labels": ["x"]}})),
                column("f", json!({"time": {"precision": 6, "zone": "with"}})),
                column("g", json!({"vector": {}})),
                column("h", json!({"vector": {"dimensions": 16001}})),
                column("i", json!({"enum": {"labels": []}})),
                column("j", json!({"enum": {"labels": ["x", "y", "x"]}})),
                column("k", json!({"set": {"labels": ["x,y"]}})),
                column("l", json!({"set": {"labels": many}})),
                column("m", json!({"bit": {"length": 65}})),
                column("n", json!({"var_char": {"length": 0}})),
                column("p", json!({"char": {"length": 0}})),
                column(
                    "o",
                    json!({"array": {"element": {"array": {"element": "date"}}}}),
                ),
            ],
        ),
        &[
            "error [model/foreign-type] tables.t.columns.a.data_type: OceanBase has no type numeric",
            "error [model/foreign-type] tables.t.columns.b.data_type: OceanBase has no type uuid",
            "error [model/foreign-type] tables.t.columns.c.data_type: OceanBase has no type inet",
            "error [model/foreign-type] tables.t.columns.d.data_type: OceanBase has no type interval(6)",
            "error [model/foreign-type] tables.t.columns.e.data_type: OceanBase has no type n enum('x')",
            "error [model/foreign-type] tables.t.columns.f.data_type: OceanBase has no type time(6) with time zone",
            "error [model/foreign-type] tables.t.columns.g.data_type: OceanBase has no type vector",
            "error [model/type-out-of-range] tables.t.columns.h.data_type: 16001 dimensions, 1 to 16000 is allowed",
            "error [model/type-out-of-range] tables.t.columns.i.data_type: there are no labels",
            "error [model/type-out-of-range] tables.t.columns.j.data_type: the label \"x\" stands twice",
            "error [model/type-out-of-range] tables.t.columns.k.data_type: a label with a comma",
            "error [model/type-out-of-range] tables.t.columns.l.data_type: 65 labels, 64 is the most",
            "error [model/type-out-of-range] tables.t.columns.m.data_type: 65 bits, 64 is the most",
        ],
    );
}

#[test]
fn a_computed_column_is_nothing_else() {
    let generated = json!({"expression": "`b` + 1", "storage": "stored"});
    let int = json!({"integer": {"width": "regular"}});
    check(
        json!({"dialect": "ocean_base", "tables": {"t": {"columns": [
            {"name": "a", "data_type": int, "generated": generated, "default": {"literal": {"integer": 1}}},
            {"name": "b", "data_type": int, "generated": generated, "identity": {"generation": "by_default"}},
            {"name": "c", "data_type": int, "generated": generated}
        ]}}}),
        &[
            "error [model/generated-misplaced] tables.t.columns.a.generated: a computed column has no default",
            "error [model/generated-misplaced] tables.t.columns.b.generated: a numbered column is not computed",
        ],
    );
}

#[test]
fn partitions_are_checked() {
    let table = |partitioning: Value| json!({"columns": [{"name": "a", "data_type": "date"}], "partitioning": partitioning});
    let constant = json!({"constant": "'2024-01-01'"});
    check(
        json!({"dialect": "ocean_base", "tables": {
            "k": table(json!({"method": "key", "key": [], "partitions": [
                {"name": "p", "bound": {"hash": {"modulus": 1, "remainder": 1}}}]})),
            "l": table(json!({"method": "list_columns", "key": [{"column": "b"}], "partitions": [
                {"name": "p", "bound": {"list": {"values": [[constant, constant]]}}},
                {"name": "q", "bound": {"list": {"values": []}}},
                {"name": "d", "bound": "default"},
                {"name": "e", "bound": "default"}]})),
            "n": table(json!({"method": "hash", "key": [{"column": "a"}], "partitions": []})),
            "r": table(json!({"method": "range_columns", "key": [{"column": "a"}], "partitions": [
                {"name": "p", "bound": {"range": {"to": [constant, constant]}}},
                {"name": "P", "bound": {"range": {"from": [constant], "to": [constant]}}},
                {"name": "d ", "bound": "default"},
                {"name": "h", "bound": {"hash": {"modulus": 1, "remainder": 0}}}]}))
        }}),
        &[
            "error [model/empty-key] tables.k.partitioning.key: it has no columns",
            "error [model/partition-bound] tables.k.partitioning.partitions.p.bound: 1 is no remainder of a division by 1",
            "error [model/unknown-column] tables.l.partitioning.key: the table has no column b",
            "error [model/partition-bound] tables.l.partitioning.partitions.p.bound: the key has 1 columns",
            "error [model/partition-bound] tables.l.partitioning.partitions.q.bound: the list is empty",
            "error [model/partition-bound] tables.l.partitioning.partitions.e.bound: d takes all other rows already",
            "error [model/no-partitions] tables.n.partitioning: it has no partitions",
            "error [model/partition-bound] tables.r.partitioning.partitions.p.bound: the key has 1 columns",
            "error [model/name-clash] tables.r.partitioning.partitions.P: the name P is taken by tables.r.partitioning.partitions.p",
            "error [model/partition-bound] tables.r.partitioning.partitions.P.bound: the key has 1 columns",
            "error [model/name-ends-in-blank] tables.r.partitioning.partitions.\"d \": the name \"d \" ends in a blank",
            "error [model/partition-bound] tables.r.partitioning.partitions.\"d \".bound: ranges have no default partition",
            "error [model/partition-bound] tables.r.partitioning.partitions.h.bound: it is of another kind than the partitioning",
        ],
    );
    check(
        json!({"dialect": "postgres", "tables": {
            "k": table(json!({"method": "key", "key": [{"column": "a"}], "partitions": []}))}}),
        &["error [model/partition-method] tables.k.partitioning.method: PostgreSQL has no Key"],
    );
}

#[test]
fn constraints_and_sequences_are_checked() {
    let columns = json!([{"name": "é", "data_type": "date"}, {"name": "b", "data_type": "date"}]);
    let table = json!({
        "columns": columns,
        "primary_key": {"columns": ["b"], "include": ["c"]},
        "uniques": {"u": {"columns": ["b"], "nulls": "not_distinct"}},
        "indexes": {
            "i": {"parts": [{"key": {"column": "b"}}], "include": ["b", "b"], "predicate": " "},
            "x": {"parts": [{"key": {"expression": ""}}]}
        },
        "exclusions": {"e": {"method": "gist", "parts": []}},
        "foreign_keys": {
            "f": {"columns": ["b"], "on_delete_columns": ["é"],
                  "references": {"schema": "other", "table": "p", "columns": ["a"]}}
        }
    });
    let common = [
        "error [model/unknown-column] tables.t.primary_key.include: the table has no column c",
        "error [model/column-named-twice] tables.t.indexes.i.include: it names the column b twice",
        "error [model/empty-expression] tables.t.indexes.i.predicate: it is empty",
        "error [model/empty-expression] tables.t.indexes.x: an expression is empty",
        "error [model/empty-key] tables.t.exclusions.e: it has no columns",
        "error [model/unknown-column] tables.t.foreign_keys.f.on_delete_columns: é is no column of the key",
    ];
    check(
        json!({"dialect": "postgres", "tables": {"t": table}}),
        &common,
    );
    let absent = |path: &str, what: &str| {
        format!("error [model/not-in-dialect] tables.t.{path}: OceanBase does not have {what}")
    };
    let mut expected: Vec<String> = common.map(str::to_owned).to_vec();
    expected.insert(1, absent("uniques.u.nulls", "NULLS NOT DISTINCT"));
    expected.insert(4, absent("indexes.i.predicate", "partial indexes"));
    expected.insert(7, absent("exclusions.e", "exclusion constraints"));
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    check(
        json!({"dialect": "ocean_base", "tables": {"t": table}}),
        &expected,
    );
    check(
        json!({"dialect": "ocean_base", "tables": {"t": {"columns": [
            {"name": "é", "data_type": "date"}, {"name": "E", "data_type": "date"}]}}}),
        &[
            "error [model/name-clash] tables.t.columns.E: the name E is taken by tables.t.columns.\"é\"",
        ],
    );
    let sequence = |more: Value| {
        let mut sequence = json!({"data_type": {"integer": {"width": "big"}}});
        for (name, value) in more.as_object().unwrap() {
            sequence[name] = value.clone();
        }
        sequence
    };
    check(
        json!({"dialect": "postgres", "tables": {}, "sequences": {
            "a": sequence(json!({"increment": 0, "data_type": "date"})),
            "b": sequence(json!({"limits": {"minimum": 5, "maximum": 5}})),
            "c": sequence(json!({"limits": {"minimum": 5, "cache": 0}})),
            "d": sequence(json!({"owner": {"table": "t", "column": "x"}}))
        }}),
        &[
            "error [model/sequence-increment] sequences.a.increment: the increment is 0",
            "error [model/sequence-type] sequences.a.data_type: date is no integer",
            "error [model/sequence-limits] sequences.b.limits: no value lies between 5 and 5",
            "error [model/sequence-limits] sequences.c.start: the start 1 lies outside of the limits",
            "error [model/sequence-limits] sequences.c.limits: a cache of 0 values",
            "error [model/unknown-table] sequences.d.owner: there is no table t",
        ],
    );
}
