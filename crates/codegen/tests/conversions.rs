//! What a rebuild reads in place of a column that gets another type, and what it leaves to the user.

#![expect(
    clippy::unwrap_used,
    reason = "a helper that cannot do its work fails the test"
)]

use obmigrate_codegen::{Options, conversion, generate};
use obmigrate_model::data_type::spelling;
use obmigrate_model::plan::{Action, RunId};
use obmigrate_model::{
    Change, ChangeSet, Column, ColumnDelta, Delta, Dialect, Ident, Nullability, Pair, Schema,
    ServerVersion, Table, Target,
};

fn ident(name: &str) -> Ident {
    Ident::new(name).unwrap()
}

fn options() -> Options<'static> {
    let version = ServerVersion {
        major: 4,
        minor: 3,
        patch: 5,
    };
    let dialect = Dialect::OceanBase;
    let run_id = RunId::new("20261123093158").unwrap();
    Options::new(Target { dialect, version }, run_id)
}

/// Plans the change of a column's type and returns the copy, or what is said against it.
fn planned(before: &str, after: &str, options: &Options<'_>) -> Result<String, String> {
    let [before, after] = [before, after].map(|text| spelling::parse(Dialect::OceanBase, text));
    let mut column = Column::new(ident("c"), before.clone());
    column.nullability = Nullability::Nullable;
    let mut live = Schema::empty(Dialect::OceanBase);
    let table = Table {
        columns: [column].into_iter().collect(),
        ..Table::default()
    };
    live.tables.insert(ident("t"), table);
    let delta = Delta::AlterColumn {
        name: ident("c"),
        deltas: vec![ColumnDelta::DataType(Pair { before, after })],
    };
    let changes = ChangeSet::from(vec![Change::AlterTable {
        name: ident("t"),
        deltas: vec![delta],
    }]);
    let plan = generate(&live, &changes, options).map_err(|refusal| refusal.to_string())?;
    let steps = plan.groups.iter().flat_map(|group| &group.steps);
    let copy = steps.filter_map(|step| match &step.forward {
        Action::Copy(copy) => Some(copy.statement.sql().to_owned()),
        Action::Statements(_) | Action::Rename(_) | Action::CarryCounter { .. } => None,
    });
    Ok(copy.collect())
}

/// Checks the expression, that it passes the gate, and that it is what the copy reads.
fn check(before: &str, after: &str, expected: &str) {
    let [from, to] = [before, after].map(|text| spelling::parse(Dialect::OceanBase, text));
    let written = conversion(&ident("c"), &from, &to);
    assert_eq!(written.as_deref(), Some(expected), "{before} to {after}");
    let copy = planned(before, after, &options()).unwrap();
    let expected = format!(" SELECT {expected} FROM `t`");
    assert!(copy.ends_with(&expected), "{before} to {after}: {copy}");
}

fn refused(before: &str, after: &str) {
    let said = planned(before, after, &options()).unwrap_err();
    assert!(
        said.starts_with("[codegen/unsupported-conversion] tables.t.columns.c: ")
            && said.ends_with("(Options::value)"),
        "{before} to {after}: {said}"
    );
}

#[test]
fn what_the_server_does_by_itself_is_left_to_it() {
    for (before, after) in [
        ("int", "bigint"),
        ("decimal(10,2)", "int"),
        ("double", "decimal(10,2)"),
        ("bigint", "float"),
        ("double", "varchar(24)"),
        ("double", "longtext"),
        ("varchar(10)", "int"),
        ("varchar(10)", "datetime(6)"),
        ("longtext", "json"),
        ("json", "varchar(10)"),
        ("varchar(10)", "binary(3)"),
        ("varchar(16)", "binary(16)"),
        ("binary(16)", "varchar(35)"),
        ("longblob", "longtext"),
        ("varbinary(9)", "binary(5)"),
        ("datetime(6)", "date"),
        ("time(6)", "time"),
        ("year", "int"),
        ("int", "year"),
        ("int", "bit(8)"),
        ("bit(8)", "int"),
        ("enum('a','b')", "enum('c','b','a')"),
        ("enum('a')", "longtext"),
        ("set('a','b')", "set('x','a','y','b')"),
    ] {
        check(before, after, "`c`");
    }
}

#[test]
fn what_the_server_misreads_is_written_out() {
    check("float", "varchar(24)", "cast(`c` as double)");
    check("float", "char(23)", "cast(cast(`c` as double) as char)");
    check("double", "varchar(23)", "cast(`c` as char)");
    check("tinyint(1)", "json", "cast(`c` as json)");
    check("decimal(10,2)", "json", "cast(`c` as json)");
    check("float", "json", "cast(`c` as json)");
    check(
        "longblob",
        "json",
        "cast(coalesce(convert(`c` using utf8mb4), concat('x', hex(`c`))) as json)",
    );
    check("json", "int", "cast(`c` as char)");
    let truth = " when 'true' then '1' when 'false' then '0' else ";
    check(
        "longtext",
        "tinyint(1)",
        &format!("case cast(`c` as binary){truth}`c` end"),
    );
    check(
        "json",
        "tinyint(1)",
        &format!("case cast(`c` as char){truth}cast(`c` as char) end"),
    );
    for text in ["char(36)", "varchar(36)", "tinytext"] {
        check(text, "binary(16)", "uuid_to_bin(replace(`c`, '{', '?'))");
        check("binary(16)", text, "bin_to_uuid(`c`)");
    }
    check("bit(8)", "varchar(8)", "lpad(bin(`c`), 8, '0')");
    check(
        "varchar(8)",
        "bit(8)",
        "case when `c` is null then null when regexp_like(`c`, '^[01]{8}\\\\z') then \
         cast(conv(`c`, 2, 10) as decimal(20, 0)) else 99999999999999999999 end",
    );
    check(
        "text",
        "enum('é','it''s\\\\')",
        "if(cast(`c` as binary) in (cast('é' as binary), cast('it''s\\\\' as binary)), `c`, \
         concat(`c`, '??????'))",
    );
    check(
        "enum('1','b')",
        "enum('b')",
        "if(cast(`c` as binary) in (cast('b' as binary)), `c`, concat(`c`, '??'))",
    );
}

#[test]
fn what_has_two_meanings_is_left_to_the_user() {
    for (before, after) in [
        ("enum('a')", "int"),
        ("date", "int"),
        ("datetime", "bigint"),
        ("time", "int"),
        ("int", "date"),
        ("int", "datetime"),
        ("int", "time"),
        ("datetime", "time"),
        ("time", "datetime"),
        ("date", "time"),
        ("year", "date"),
        ("int", "enum('a')"),
        ("int", "varbinary(9)"),
        ("decimal(9,1)", "bit(8)"),
        ("varchar(9)", "set('a')"),
        ("set('a','b')", "set('b','a')"),
        ("enum('a')", "set('a')"),
        ("json", "longblob"),
        ("json", "date"),
        ("date", "json"),
        ("double", "float(7,2)"),
        ("point", "longtext"),
        ("vector(3)", "vector(4)"),
        ("array(int)", "json"),
    ] {
        refused(before, after);
        let value = options().value(ident("t"), ident("c"), "year(`c`)");
        let copy = planned(before, after, &value).unwrap_or_else(|said| panic!("{said}"));
        assert!(copy.ends_with(" SELECT (year(`c`)) FROM `t`"), "{copy}");
    }
}

#[test]
fn a_copy_by_several_threads_says_so_in_a_hint() {
    for (threads, hint) in [
        (0, ""),
        (1, ""),
        (2, "/*+ ENABLE_PARALLEL_DML PARALLEL(2) */ "),
        (64, "/*+ ENABLE_PARALLEL_DML PARALLEL(64) */ "),
    ] {
        let copy = planned("int", "bigint", &options().copy_parallelism(threads)).unwrap();
        let temp = "t_tmp_20261123093158";
        assert_eq!(
            copy,
            format!("INSERT {hint}INTO `{temp}` (`c`) SELECT `c` FROM `t`")
        );
    }
}
