//! What is no document and no script is refused: the seeds of the fuzz targets and changes of them,
//! a bounded number each time and always the same.

use obmigrate_model::data_type::spelling;
use obmigrate_model::{Dialect, Document, Schema, validate};

const DOCUMENTS: [&str; 2] = [
    include_str!("../../../../fuzz/seeds/document/schema.json"),
    include_str!("../../../../fuzz/seeds/document/types.json"),
];

/// Makes numbers that look random, the same ones each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % end.max(1)
    }
}

/// Cuts, joins, repeats and changes texts.
fn changed(seeds: &[&str], count: usize, mut use_it: impl FnMut(&str)) {
    let mut numbers = Numbers(7);
    for seed in seeds {
        use_it(seed);
    }
    for _ in 0..count {
        let seed = seeds[numbers.below(seeds.len())].as_bytes();
        let other = seeds[numbers.below(seeds.len())].as_bytes();
        let (start, end) = (numbers.below(seed.len()), numbers.below(seed.len()));
        let mut bytes = seed.to_vec();
        match numbers.below(5) {
            0 => bytes.truncate(start),
            1 => drop(bytes.drain(start.min(end)..start.max(end))),
            2 => {
                let from = numbers.below(other.len());
                let length = numbers.below(40).min(other.len() - from);
                drop(bytes.splice(start..start, other[from..from + length].iter().copied()));
            }
            3 => {
                let length = (end.max(start) - end.min(start)).min(30);
                let part = seed[end.min(start)..end.min(start) + length].repeat(20);
                drop(bytes.splice(start..start, part));
            }
            _ => {
                for _ in 0..=numbers.below(4) {
                    let at = numbers.below(bytes.len());
                    bytes[at] = b"'\"`\\()[]{},;.$-*/#0a \n"[numbers.below(22)];
                }
            }
        }
        use_it(&String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn any_text_is_a_document_or_an_error() {
    let (mut read, mut refused) = (0, 0);
    changed(&DOCUMENTS, 2000, |text| {
        let Ok(document) = Document::<Schema>::from_json(text) else {
            refused += 1;
            return;
        };
        read += 1;
        let _ = validate::validate(&document.body);
        let written = document.to_json().unwrap();
        assert_eq!(Document::from_json(&written).unwrap(), document);
    });
    // Both happen, so that neither side is tested in vain.
    assert!(read > 20 && refused > 20, "{read} {refused}");
}

#[test]
fn any_text_is_a_type() {
    let seeds = [
        "pg_catalog.numeric(5,-2)[3][]",
        "\"a\"\"b\".interval day to second(3)",
        "enum('a','b)','it''s','back\\\\slash') character set binary",
        "ARRAY(ARRAY(int(11) unsigned zerofill))",
        "time(3) with time zone array[4]",
    ];
    changed(&seeds, 5000, |text| {
        for dialect in [Dialect::Postgres, Dialect::OceanBase] {
            let once = spelling::parse(dialect, text);
            assert!(!once.to_string().is_empty() || text.trim().is_empty());
        }
    });
}

#[cfg(feature = "ddl")]
mod ddl {
    use obmigrate_model::ddl::{Import, read};
    use obmigrate_model::{Dialect, Document, validate};

    use super::changed;

    const SCRIPTS: [&str; 2] = [
        include_str!("../../../../fuzz/seeds/ddl/postgres.sql"),
        include_str!("../../../../fuzz/seeds/ddl/oceanbase.sql"),
    ];

    /// Bytes of a text that asks for as much work as possible.
    const LARGE: usize = 256 * 1024;

    fn check(dialect: Dialect, script: &str) -> Import {
        let import = read(dialect, script);
        let lines = script.lines().count().max(1) + 1;
        for problem in &import.problems {
            assert!((1..=lines).contains(&problem.line), "{problem}");
        }
        import
    }

    #[test]
    fn any_text_is_a_script() {
        let (mut whole, mut faulty) = (0, 0);
        changed(&SCRIPTS, 1000, |text| {
            for dialect in [Dialect::Postgres, Dialect::OceanBase] {
                let import = check(dialect, text);
                for schema in import.schemas.into_values() {
                    let defects = validate::validate(&schema);
                    whole += usize::from(defects.is_empty());
                    let document = Document::new("hostile", schema).unwrap();
                    assert!(document.to_json().is_ok());
                }
                faulty += import.problems.len();
            }
        });
        assert!(whole > 20 && faulty > 20, "{whole} {faulty}");
    }

    /// Work that grows with the square of the input would take many minutes here, not seconds.
    #[test]
    fn a_large_hostile_script_is_read_to_its_end() {
        let repeated = |before: &str, again: &str, behind: &str, bytes: usize| {
            let count = bytes / again.len();
            format!("{before}{}{behind}", again.repeat(count))
        };
        let large =
            |before: &str, again: &str, behind: &str| repeated(before, again, behind, LARGE);
        let smaller =
            |before: &str, again: &str, behind: &str| repeated(before, again, behind, LARGE / 4);
        let both = |script: String| {
            check(Dialect::Postgres, &script);
            check(Dialect::OceanBase, &script);
        };
        for again in [
            "(", ")", "'", "\\';\n", "/*", "$a$ ", ";", "a ", "\\\n", "#\n", "CREATE ",
        ] {
            both(large("", again, ""));
        }
        for again in [
            "(",
            "a,",
            "a int,",
            "a int UNIQUE,",
            "UNIQUE (a),",
            "CHECK (a>0),",
        ] {
            both(smaller("CREATE TABLE t (a int,", again, "b int);"));
        }
        both(smaller("CREATE TABLE t (a int DEFAULT ", "(", ");"));
        both(smaller("CREATE TABLE t (a ", "x[] ", ");"));
        for (before, again) in [
            ("CREATE TABLE t (a int);", "ALTER TABLE t ADD UNIQUE (a);"),
            ("CREATE TABLE t (a int);", "CREATE INDEX ON t (a);"),
            ("", "CREATE VIEW v AS SELECT a FROM v;"),
            ("CREATE VIEW v AS SELECT a FROM t", ", t"),
        ] {
            both(smaller(before, again, ";"));
        }
        both(smaller(
            "CREATE TABLE t (a int) PARTITION BY RANGE (a) (",
            "PARTITION p,",
            ");",
        ));
    }

    /// Types and partitions within each other stop at a depth, long before the stack ends.
    #[test]
    fn what_rests_on_itself_many_times_is_refused() {
        let chain = |first: &str, next: &dyn Fn(usize) -> String| {
            let rest: Vec<String> = (1..5_000).map(next).collect();
            let import = check(Dialect::Postgres, &format!("{first}{}", rest.concat()));
            let is_limit = |code: &str| code == "model/ddl-too-large";
            assert!(import.problems.iter().any(|problem| is_limit(problem.code)));
        };
        chain("CREATE DOMAIN d0 AS int;", &|level| {
            format!("CREATE DOMAIN d{level} AS d{};", level - 1)
        });
        chain("CREATE TYPE c0 AS (a int, b int);", &|level| {
            format!("CREATE TYPE c{level} AS (a c{0}, b c{0});", level - 1)
        });
        chain("CREATE TABLE p0 (a int) PARTITION BY LIST (a);", &|level| {
            let above = level - 1;
            format!("CREATE TABLE p{level} PARTITION OF p{above} DEFAULT PARTITION BY LIST (a);")
        });
        let labels = "'0123456789',".repeat(10_000);
        let first = format!("CREATE TYPE e AS ENUM ({labels}'z');");
        chain(&first, &|level| format!("CREATE TABLE t{level} (a e);"));
    }
}
