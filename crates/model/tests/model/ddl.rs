//! Scripts of both dialects become schemas, and what is not read is told with its place.

use std::fmt::Write as _;

use obmigrate_model::constraint::Validation;
use obmigrate_model::ddl::{self, Import};
use obmigrate_model::{Dialect, Ident, Table, validate};

/// Writes everything that was read: a line for each table, problem and object.
fn report(import: &Import) -> String {
    let mut text = String::new();
    let mut line = |line: String| writeln!(text, "{line}").unwrap_or_default();
    for problem in &import.problems {
        line(problem.to_string());
    }
    for (kind, count) in &import.ignored {
        line(format!("ignored {kind}: {count}"));
    }
    for (name, schema) in &import.schemas {
        let name = name.as_ref().map_or("", Ident::as_str);
        for (table, description) in &schema.tables {
            let json = serde_json::to_string(description).unwrap_or_default();
            line(format!("table {name}.{table} {json}"));
        }
        for (sequence, description) in &schema.sequences {
            let json = serde_json::to_string(description).unwrap_or_default();
            line(format!("sequence {name}.{sequence} {json}"));
        }
        for unmodelled in &schema.unmodelled {
            let json = serde_json::to_string(unmodelled).unwrap_or_default();
            line(format!("unmodelled {name} {json}"));
        }
        for defect in validate::validate(schema) {
            line(format!("defect {defect}"));
        }
    }
    text
}

#[test]
fn whole_scripts_are_read() {
    let check = |dialect, script: &str, expected: &str| {
        let found = report(&ddl::read(dialect, script));
        for (found, expected) in found.lines().zip(expected.lines()) {
            assert_eq!(found, expected);
        }
        assert_eq!(found.len(), expected.len());
    };
    check(
        Dialect::Postgres,
        include_str!("../golden/ddl/tricky.pg_dump.sql"),
        include_str!("../golden/ddl/tricky.pg_dump.txt"),
    );
    check(
        Dialect::OceanBase,
        include_str!("../golden/ddl/show_create.oceanbase.sql"),
        include_str!("../golden/ddl/show_create.oceanbase.txt"),
    );
}

fn table(dialect: Dialect, script: &str) -> Table {
    let import = ddl::read(dialect, script);
    assert_eq!(import.problems, [], "{script}");
    let defects: Vec<_> = import
        .schemas
        .values()
        .flat_map(validate::validate)
        .collect();
    assert_eq!(defects, [], "{script}");
    let mut tables = import
        .schemas
        .into_values()
        .flat_map(|schema| schema.tables);
    tables
        .find_map(|(name, table)| (name.as_str() == "t").then_some(table))
        .unwrap_or_default()
}

/// Collects the names of everything in a table that has one.
fn names(table: &Table) -> String {
    let primary = table.primary_key.iter().filter_map(|key| key.name.as_ref());
    let names: Vec<&str> = primary
        .chain(table.uniques.keys())
        .chain(table.foreign_keys.keys())
        .chain(table.checks.keys())
        .chain(table.indexes.keys())
        .chain(table.exclusions.keys())
        .map(Ident::as_str)
        .collect();
    names.join(" ")
}

#[test]
fn what_has_no_name_gets_the_one_that_postgres_gives() {
    let check = |script: &str, expected: &str| {
        assert_eq!(
            names(&table(Dialect::Postgres, script)),
            expected,
            "{script}"
        );
    };
    check("CREATE TABLE t (a int PRIMARY KEY)", "t_pkey");
    check(
        "CREATE TABLE t (a int UNIQUE, b int, UNIQUE (a, b))",
        "t_a_b_key t_a_key",
    );
    check(
        "CREATE TABLE t (a int CONSTRAINT x UNIQUE, UNIQUE (a))",
        "t_a_key x",
    );
    check(
        "CREATE TABLE t (a int UNIQUE, UNIQUE (a))",
        "t_a_key t_a_key1",
    );
    check(
        "CREATE TABLE t (a int PRIMARY KEY, b int REFERENCES t)",
        "t_pkey t_b_fkey",
    );
    check(
        "CREATE TABLE t (a int CHECK (a > 0), b int, CHECK (a > b), CHECK (b > 1), CHECK (1 > 0))",
        "t_a_check t_b_check t_check t_check1",
    );
    check(
        "CREATE TABLE t (a int, b text); CREATE INDEX ON t (a, lower(b)); CREATE INDEX ON t ((a+1)); \
         CREATE INDEX ON t (a, lower(b))",
        "t_a_lower_idx t_a_lower_idx1 t_expr_idx",
    );
    check(
        "CREATE TABLE t_a_key (a int); CREATE TABLE t (a int UNIQUE)",
        "t_a_key1",
    );
    let long = "c".repeat(60);
    check(
        &format!("CREATE TABLE t ({long} int UNIQUE)"),
        &format!("t_{}_key", "c".repeat(57)),
    );
}

#[test]
fn what_has_no_name_gets_the_one_that_oceanbase_gives() {
    let check = |script: &str, expected: &str| {
        assert_eq!(
            names(&table(Dialect::OceanBase, script)),
            expected,
            "{script}"
        );
    };
    check(
        "CREATE TABLE T (a int PRIMARY KEY, b int UNIQUE, UNIQUE KEY (b), KEY (b))",
        "b b_2 b_3",
    );
    check(
        "CREATE TABLE t (a int, KEY ((a + 1)), KEY ((a + 2)))",
        "functional_index functional_index_2",
    );
    let import = ddl::read(
        Dialect::OceanBase,
        "CREATE TABLE t (a int, CHECK (a > 0), FOREIGN KEY (a) REFERENCES t (a), KEY (a))",
    );
    let codes: Vec<_> = import.problems.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["model/ddl-invented-name"; 2]);
}

#[test]
fn what_is_not_read_is_told_with_its_place() {
    let check = |dialect, script: &str, expected: &[&str]| {
        let problems = ddl::read(dialect, script).problems;
        let found: Vec<_> = problems
            .iter()
            .map(|problem| {
                let place = format!("{}:{}", problem.line, problem.column);
                format!("{place} {} {}", problem.code, problem.message)
            })
            .collect();
        assert_eq!(found, expected, "{script}");
    };
    let postgres = |script: &str, expected: &[&str]| check(Dialect::Postgres, script, expected);
    postgres(
        "-- é\nCREATE TABLE t (\n  a int,\n  b\n);\nfoo bar;",
        &[
            "4:4 model/ddl-unreadable a type is expected",
            "6:1 model/ddl-unsupported a statement that begins with foo",
        ],
    );
    postgres(
        "CREATE TABLE t (a int); CREATE TABLE t (a int); CREATE INDEX i ON u (a);",
        &[
            "1:38 model/ddl-unreadable the table t is created twice",
            "1:62 model/ddl-unknown-object the script has no table u",
        ],
    );
    postgres(
        "CREATE TABLE t (a int, a text, CHECK (a > ), PRIMARY KEY (a), PRIMARY KEY (a))",
        &[
            "1:24 model/ddl-unreadable the table has two columns a",
            "1:39 model/ddl-doubtful-expression the expression is kept as it stands, although the \
             grammar does not know it",
            "1:63 model/ddl-unreadable the table has two primary keys",
        ],
    );
    postgres(
        "CREATE TABLE t (a int); CREATE INDEX i ON t (a); CREATE SEQUENCE s; DROP INDEX i; DROP SEQUENCE s; ALTER TABLE t VALIDATE CONSTRAINT c",
        &[
            "1:74 model/ddl-unsupported the script drops its own object i",
            "1:88 model/ddl-unsupported the script drops its own object s",
            "1:114 model/ddl-unknown-object the table has no constraint c that could be validated",
        ],
    );
    postgres(
        "CREATE TABLE t (a int);\nSELECT 'oops;\nCREATE TABLE u (a int);\n",
        &["2:8 model/ddl-unclosed-quote a quote or a comment is never closed"],
    );
    postgres(
        "CREATE TABLE t (a int REFERENCES u); ALTER TABLE t RENAME a TO b",
        &[
            "1:52 model/ddl-unsupported a change of a table that is not understood",
            "1:65 model/ddl-unknown-object the script has no primary key of u, which the foreign \
             key t_a_fkey of t references",
        ],
    );
    check(
        Dialect::OceanBase,
        "CREATE TABLE t (a int REFERENCES u (a), b int FOO) BAR = 1",
        &[
            "1:23 model/ddl-unsupported OceanBase ignores a foreign key in a column: it is left out",
            "1:43 model/ddl-unknown-type int FOO is a type that is not known; it is kept by its name",
            "1:52 model/ddl-unreadable BAR is not understood here",
        ],
    );
}

/// As the reader of the server's catalogue names them.
#[test]
fn a_full_text_index_keeps_its_parser() {
    let script = "CREATE TABLE t (a text, FULLTEXT KEY f (a) WITH PARSER ngram \
                  PARSER_PROPERTIES=(ngram_token_size=2))";
    let table = table(Dialect::OceanBase, script);
    let parameters = table.indexes.values().flat_map(|index| &index.parameters);
    let found: Vec<_> = parameters
        .map(|(name, value)| format!("{name} {value}"))
        .collect();
    assert_eq!(
        found,
        ["parser ngram", "parser_properties ngram_token_size=2"]
    );
}

/// A partition is no table of its own; what it has beside its table is told.
#[test]
fn what_one_partition_has_is_reported() {
    let import = ddl::read(
        Dialect::Postgres,
        "CREATE TABLE t (a int CHECK (a > 0), b int DEFAULT 1, PRIMARY KEY (a)) PARTITION BY LIST (a);
         CREATE TABLE p (a int CHECK (a > 0), b int DEFAULT 2, PRIMARY KEY (a));
         ALTER TABLE p ADD CONSTRAINT c CHECK (b > 0);
         CREATE INDEX i ON p (b);
         COMMENT ON TABLE p IS 'one';
         ALTER TABLE t ATTACH PARTITION p FOR VALUES IN (1);",
    );
    assert_eq!(import.problems, []);
    let found: Vec<_> = import.schemas[&None]
        .unmodelled
        .iter()
        .map(|object| format!("{} {}: {}", object.kind, object.path, object.detail))
        .collect();
    assert_eq!(
        found,
        [
            r#"index of a single partition tables.t.partitions.p.indexes.i: [{"column":"b"}]"#,
            "constraint of a single partition tables.t.partitions.p.constraints.c: b > 0",
            r#"default of a partition tables.t.partitions.p.columns.b: {"literal":{"integer":2}}"#,
            "comment of a partition tables.t.partitions.p.comment: one",
        ]
    );
}

#[test]
fn a_constraint_that_was_validated_is() {
    let script = "CREATE TABLE t (a int); ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;";
    let validation = |script: &str| {
        let table = table(Dialect::Postgres, script);
        table.checks.values().next().map(|check| check.validation)
    };
    assert_eq!(validation(script), Some(Validation::NotValidated));
    let script = format!("{script} ALTER TABLE t VALIDATE CONSTRAINT c");
    assert_eq!(validation(&script), Some(Validation::Validated));
}

#[test]
fn the_rest_of_a_script_is_read_behind_an_unclosed_quote() {
    let script = "CREATE TABLE t (a int);\nSELECT 'oops;\nCREATE TABLE u (a int);\n";
    let import = ddl::read(Dialect::Postgres, script);
    let tables: Vec<_> = import
        .schemas
        .values()
        .flat_map(|schema| schema.tables.keys().map(Ident::as_str))
        .collect();
    assert_eq!(tables, ["t", "u"]);
}

#[test]
fn what_is_no_statement_is_skipped() {
    let check = |dialect, script: &str| {
        let script = format!("{script}\nCREATE TABLE t (a int);");
        let import = ddl::read(dialect, &script);
        assert_eq!(import.problems, [], "{script}");
        assert_eq!(import.schemas.len(), 1, "{script}");
    };
    check(Dialect::Postgres, "COPY u (a) FROM stdin;\n1\tit's;\n\\.\n");
    check(
        Dialect::Postgres,
        "\\connect 'x\n/* /* nested ' */ ; */ SET a = 'b;'';';",
    );
    check(
        Dialect::Postgres,
        "SELECT $x$ ; $$ ' $x$, E'\\';', U&'\\00e9';",
    );
    check(Dialect::Postgres, "SET search_path = t1, t2;");
    check(
        Dialect::OceanBase,
        "# it's\nINSERT INTO u VALUES ('\\';', \"';\", 1--1);",
    );
    check(Dialect::OceanBase, "/*!40101 SET NAMES utf8mb4 */; USE x;");
    check(
        Dialect::OceanBase,
        "DELIMITER ;;\nINSERT INTO u VALUES (1); INSERT INTO u VALUES (2);;\nDELIMITER ;",
    );
}

#[test]
fn a_body_without_quotes_stays_in_its_statement() {
    let script = "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; \
                  SELECT 2; END; CREATE TABLE t (a int);";
    let import = ddl::read(Dialect::Postgres, script);
    assert_eq!(import.problems, []);
    let kinds: Vec<_> = import
        .schemas
        .values()
        .flat_map(|schema| &schema.unmodelled)
        .map(|object| object.kind.as_str())
        .collect();
    assert_eq!(kinds, ["function"]);
}
