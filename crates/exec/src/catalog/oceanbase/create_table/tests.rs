use obmigrate_model::IndexKey;
use obmigrate_model::constraint::Enforcement;
use obmigrate_model::index::{IndexMethod, IndexScope, Visibility};
use obmigrate_model::schema::Access;

use super::*;

const TEXT: &[u8] = br"CREATE TABLE `a(b` (
  `id` bigint(20) NOT NULL AUTO_INCREMENT,
  `a` varchar(9) CHARACTER SET utf8mb4 DEFAULT 'it''s, \\ (x' COMMENT 'DEFAULT 3',
  `b``c` varchar(36) DEFAULT (concat('a)',`id`)) COMMENT 'x',
  `e` enum('it's','b\','c') DEFAULT 'it's',
  `n` int(11) DEFAULT NULL,
  `t` datetime(6) DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  `x` int(11) INVISIBLE DEFAULT '-5',
  `y` int(11) unsigned zerofill DEFAULT 7,
  `z` bit(3) DEFAULT b'101',
  `p` point NOT NULL /*!80003 SRID 0 */,
  `g` int(11) GENERATED ALWAYS AS ((`x` + 1)) VIRTUAL,
  PRIMARY KEY (`id`) COMMENT 'pk',
  CONSTRAINT `f``k` FOREIGN KEY (`x`, `y`) REFERENCES `o`.`t`(`a`, `b`) ON UPDATE SET NULL ON DELETE NO ACTION ,
  UNIQUE KEY `u` ((case when (`x` > 0) then `y` else NULL end), `a`(10)) BLOCK_SIZE 16384 GLOBAL,
  KEY `k` (`x`) STORING (`y`, `z`z`) BLOCK_SIZE 16384 LOCAL COMMENT 'a, )' /*!80000 INVISIBLE */,
  KEY `own` (`x`) BLOCK_SIZE 16384 GLOBAL
 partition by hash(x)
(partition `p0`,
partition `p1`),
  KEY `odd` (`x`) NEW_WORD(1),
  FULLTEXT KEY `ft` (`a`, `b``c`) WITH PARSER ngram PARSER_PROPERTIES=(ngram_token_size=2) BLOCK_SIZE 16384,
  VECTOR KEY `v` (`a`) WITH (DISTANCE=L2, M=16) BLOCK_SIZE 16384,
  SPATIAL KEY `s` (`p`) BLOCK_SIZE 16384 LOCAL,
  CONSTRAINT `c` CHECK ((`a` > ')'))  NOT ENFORCED,
  SKIP (`x`)
) ORGANIZATION INDEX AUTO_INCREMENT = 12 DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin ROW_FORMAT = DYNAMIC COMPRESSION = 'zstd_1.3.8' BLOCK_SIZE = 16384 PCTFREE = 0 READ ONLY COMMENT = 'partition by' TABLE_MODE = 'QUEUING'
 partition by hash(id)
(partition `p0`)";

fn table() -> CreateTable<'static> {
    with_hints(|hints| parse(TEXT, hints)).expect("it can be read")
}

fn with_hints<T>(read: impl FnOnce(&BTreeMap<&Ident, &Hint>) -> T) -> T {
    let hint = Hint {
        column_type: r"enum('it's','b\','c')".to_owned(),
        label: Some("it's".to_owned()),
    };
    read(&BTreeMap::from([(&name("e"), &hint)]))
}

fn name(text: &str) -> Ident {
    Ident::new(text).expect("it is a name")
}

#[test]
fn defaults_are_found_by_column() {
    let found = table().columns;
    let check = |column: &str, expected: Option<Written>| {
        assert_eq!(found[&name(column)].default, expected, "{column}");
    };
    let text = |text: &str| Some(Written::Text(text.as_bytes().to_vec()));
    check("id", None);
    check("a", text(r"it's, \ (x"));
    let expression = "concat('a)',`id`)".to_owned();
    check("b`c", Some(Written::Expression(expression)));
    check("e", text("it's"));
    check("n", Some(Written::Null));
    let now = "CURRENT_TIMESTAMP(6)".to_owned();
    check("t", Some(Written::Word(now)));
    check("x", text("-5"));
    check("y", Some(Written::Word("7".to_owned())));
    check("z", Some(Written::Bits(5)));
    check("g", None);
    assert_eq!(found[&name("p")].strange, ["/*!80003 SRID 0 */"]);
    assert_eq!(found.len(), 11);
}

#[test]
fn keys_keep_all_their_attributes() {
    let keys: BTreeMap<String, Key> = table()
        .keys
        .into_iter()
        .map(|key| (key.name.as_ref().map_or("", Ident::as_str).to_owned(), key))
        .collect();
    assert_eq!(keys.len(), 8);
    assert_eq!(keys[""].index.comment.as_deref(), Some("pk"));
    let unique = &keys["u"].index;
    let expression = "case when (`x` > 0) then `y` else NULL end".to_owned();
    assert_eq!(unique.parts[0].key, IndexKey::Expression(expression));
    assert_eq!(unique.parts[1].prefix, Some(10));
    assert_eq!(unique.scope, IndexScope::Global);
    let plain = &keys["k"].index;
    assert_eq!(plain.include, [name("y"), name("z`z")]);
    assert_eq!(plain.visibility, Visibility::Invisible);
    assert_eq!(plain.comment.as_deref(), Some("a, )"));
    let split = "partition by hash(x)\n(partition `p0`,\npartition `p1`)";
    assert_eq!(keys["own"].partitions.as_deref(), Some(split));
    assert_eq!(keys["odd"].strange, ["NEW_WORD(1)"]);
    assert_eq!(keys["ft"].index.method, IndexMethod::FullText);
    assert_eq!(keys["ft"].index.parameters["parser"], "ngram");
    let properties = &keys["ft"].index.parameters["parser_properties"];
    assert_eq!(properties, "ngram_token_size=2");
    assert_eq!(keys["v"].index.parameters["DISTANCE"], "L2");
    assert_eq!(keys["s"].index.method, IndexMethod::Spatial);
}

#[test]
fn constraints_and_options_are_read() {
    let table = table();
    let (fk_name, foreign_key) = &table.foreign_keys[0];
    assert_eq!(fk_name.as_str(), "f`k");
    assert_eq!(foreign_key.database, name("o"));
    assert_eq!(foreign_key.key.on_update.to_string(), "SET NULL");
    assert_eq!(foreign_key.key.references.columns, [name("a"), name("b")]);
    let (_, check) = &table.checks[0];
    assert_eq!(check.expression, "`a` > ')'");
    assert_eq!(check.enforcement, Enforcement::NotEnforced);
    let expected = Options {
        access: Access::ReadOnly,
        charset: Some("utf8mb4".to_owned()),
        auto_increment: Some(12),
        strange: vec!["TABLE_MODE = 'QUEUING'".to_owned()],
    };
    assert_eq!(table.options, expected);
    assert_eq!(table.strange, ["SKIP (`x`)"]);
    assert!(table.partitions.starts_with(b"partition by hash(id)"));
}

#[test]
fn a_text_that_breaks_off_is_refused() {
    let closing = TEXT.windows(3).position(|bytes| bytes == b"\n) ");
    for length in 0..=closing.expect("it closes") {
        let result = with_hints(|hints| parse(&TEXT[..length], hints));
        let position = result.expect_err("it breaks off");
        assert!(position <= length);
    }
}
