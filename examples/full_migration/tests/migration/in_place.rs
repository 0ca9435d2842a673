//! Tables that are altered where they are, by the runner on the real kernel, there and back.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;
use std::time::Duration;

use obmigrate_exec::{Connector, Url, connector};
use obmigrate_model::canonical::normalise;
use obmigrate_model::plan::{Plan, Strategy};
use obmigrate_model::{Document, Row, Schema, Statement};
use obmigrate_sandbox::{shared, unique_database, url_for_database};
use tempfile::TempDir;

use crate::shop::{Ended, execute, program, query, run};

/// A table, as it is and as it shall be. Each is changed in one way but the last, which is changed in
/// all of them.
const TABLES: [(&str, &str, &str); 10] = [
    (
        "defaults",
        "id bigint NOT NULL AUTO_INCREMENT, a int NOT NULL DEFAULT 3, b varchar(20) COLLATE \
         utf8mb4_bin DEFAULT 'b ', c datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE \
         CURRENT_TIMESTAMP(6) COMMENT 'kept', d decimal(8, 2), e enum('x','y') COLLATE utf8mb4_bin, \
         f bit(3), g year DEFAULT 2020, PRIMARY KEY (id), KEY by_a (a), CONSTRAINT d_a CHECK (`a` > 0)",
        "id bigint NOT NULL AUTO_INCREMENT, a int NOT NULL, b varchar(20) COLLATE \
         utf8mb4_bin DEFAULT 'it''s', c datetime(6) NOT NULL ON UPDATE \
         CURRENT_TIMESTAMP(6) COMMENT 'kept', d decimal(8, 2) DEFAULT 1.5, e enum('x','y') COLLATE \
         utf8mb4_bin DEFAULT 'y', f bit(3) DEFAULT b'101', g year, PRIMARY KEY (id), KEY by_a (a), \
         CONSTRAINT d_a CHECK (`a` > 0)",
    ),
    (
        "comments",
        "id bigint NOT NULL AUTO_INCREMENT, a json COMMENT 'to go', b longblob, c varbinary(9) \
         DEFAULT x'00ff', d float, e timestamp(3) NULL, f set('x','y') COLLATE utf8mb4_bin, g \
         binary(2), h bigint unsigned, PRIMARY KEY (id)",
        "id bigint NOT NULL AUTO_INCREMENT COMMENT 'the ''no''', a json, b longblob COMMENT 'b', c \
         varbinary(9) DEFAULT x'00ff' COMMENT '\\\\', d float COMMENT 'd', e timestamp(3) NULL \
         COMMENT 'e', f set('x','y') COLLATE utf8mb4_bin COMMENT '😀', g binary(2) COMMENT 'g', h \
         bigint unsigned COMMENT 'h', PRIMARY KEY (id)",
    ),
    (
        "longer",
        "id int NOT NULL, a int, PRIMARY KEY (id)",
        "id int NOT NULL, a int, b varchar(9) COLLATE utf8mb4_bin NOT NULL DEFAULT 'b ', c \
         decimal(8, 2) DEFAULT 1.5, e bit(3) NOT NULL DEFAULT b'101', f datetime(6), \
         PRIMARY KEY (id)",
    ),
    (
        "long",
        "id int NOT NULL, a text COLLATE utf8mb4_bin, PRIMARY KEY (id)",
        "id int NOT NULL, a text COLLATE utf8mb4_bin, b json, c longblob, PRIMARY KEY (id)",
    ),
    (
        "renamed",
        "id int NOT NULL, a int, b int, PRIMARY KEY (id), KEY by_a (a, b), CONSTRAINT r_b CHECK (`b` \
         <> 7)",
        "no int NOT NULL, z int, b int, PRIMARY KEY (no), KEY by_z (z, b), CONSTRAINT r_b CHECK (`b` \
         <> 7)",
    ),
    (
        "child",
        "id int NOT NULL, r int, PRIMARY KEY (id), CONSTRAINT of_r FOREIGN KEY (r) REFERENCES renamed \
         (id) ON DELETE CASCADE",
        "id int NOT NULL, r int, PRIMARY KEY (id), CONSTRAINT of_r FOREIGN KEY (r) REFERENCES renamed \
         (no) ON DELETE CASCADE",
    ),
    (
        "hidden",
        "id int NOT NULL, a int, b int, PRIMARY KEY (id), KEY by_a (a), KEY by_b (b) INVISIBLE",
        "id int NOT NULL, a int, b int, PRIMARY KEY (id), KEY by_a (a) INVISIBLE, KEY by_b (b)",
    ),
    (
        "searched",
        "id int NOT NULL, a int, b varchar(20) COLLATE utf8mb4_bin, PRIMARY KEY (id), KEY gone (a), \
         KEY other (a, b) COMMENT 'x'",
        "id int NOT NULL, a int, b varchar(20) COLLATE utf8mb4_bin, PRIMARY KEY (id), KEY come (b, a), \
         KEY part (b(3)), KEY shy (a) INVISIBLE, KEY other (b) COMMENT 'y'",
    ),
    (
        "split",
        "id int NOT NULL, a int, b int, PRIMARY KEY (id), KEY by_b (b)) PARTITION BY HASH (id) \
         (PARTITION p0, PARTITION p1",
        "id int NOT NULL COMMENT 'key', z int DEFAULT 4, b int, c int DEFAULT 8, PRIMARY KEY (id), KEY \
         by_b (b) INVISIBLE, KEY by_c (c), KEY by_z (z) GLOBAL) PARTITION BY HASH (id) (PARTITION p0, \
         PARTITION p1",
    ),
    (
        "everything",
        "id int NOT NULL, a int DEFAULT 1, b int, c int COMMENT 'c', PRIMARY KEY (id), KEY by_a (a), \
         KEY by_b (b), KEY gone (c)",
        "id int NOT NULL, a int DEFAULT 2 COMMENT 'a', z int COMMENT 'z', c int, d int NOT NULL DEFAULT \
         5, PRIMARY KEY (id), KEY by_a (a) INVISIBLE, KEY by_z (z), KEY by_d (d)",
    ),
];

const RENAMES: [&str; 6] = [
    "renamed.id=renamed.no",
    "renamed.a=renamed.z",
    "renamed.indexes.by_a=renamed.indexes.by_z",
    "split.a=split.z",
    "everything.b=everything.z",
    "everything.indexes.by_b=everything.indexes.by_z",
];

const ROWS: [&str; 10] = [
    "INSERT INTO defaults (d, e, f) VALUES (0.01, 'x', b'1'), (NULL, NULL, NULL), (3, 'y', b'11')",
    "INSERT INTO comments (a, b, d) VALUES ('[1]', 'x', 0.1), (NULL, NULL, NULL)",
    "INSERT INTO longer VALUES (1, 1), (2, NULL)",
    "INSERT INTO `long` VALUES (1, 'a '), (2, NULL)",
    "INSERT INTO renamed VALUES (1, 1, 1), (2, NULL, NULL), (3, 9, 9)",
    "INSERT INTO child VALUES (1, 1), (2, 1), (3, 3), (4, NULL)",
    "INSERT INTO hidden VALUES (1, 1, 1), (2, 2, 2)",
    "INSERT INTO searched VALUES (1, 1, 'aaa'), (2, 1, 'aaa '), (3, NULL, NULL)",
    "INSERT INTO split VALUES (1, 1, 1), (2, NULL, 2), (3, 3, NULL)",
    "INSERT INTO everything VALUES (1, 1, 1, 1), (2, 2, 2, 2), (3, NULL, NULL, NULL)",
];

/// Two databases, of which one has the rows and the other what it shall look like.
struct Site {
    live: String,
    folder: TempDir,
}

impl Site {
    async fn open(tables: &[(&str, &str, &str)], rows: &[&str]) -> Self {
        let root = shared().unwrap().oceanbase_url();
        let folder = TempDir::new().unwrap();
        let name = unique_database("inplace");
        let mut urls = Vec::new();
        for side in ["live", "goal"] {
            let name = format!("{name}_{side}");
            execute(root, &format!("CREATE DATABASE {name}")).await;
            let url = url_for_database(root, &name);
            for (table, before, after) in tables {
                let (parts, comment) = match side {
                    "live" => (before, "before"),
                    _ => (after, if *table == "child" { "before" } else { "after" }),
                };
                // The options stand in front of the partitions.
                let (parts, partitions) = parts
                    .split_once(") PARTITION")
                    .map_or((*parts, String::new()), |(parts, partitions)| {
                        (parts, format!(" PARTITION{partitions})"))
                    });
                let create = format!(
                    "CREATE TABLE `{table}` ({parts}) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin \
                     COMMENT = '{comment}'{partitions}"
                );
                execute(&url, &create).await;
            }
            urls.push(url);
        }
        for statement in rows {
            execute(&urls[0], statement).await;
        }
        let goal = run(&["export", &urls[1]]).expect(0).stdout;
        std::fs::write(folder.path().join("goal.json"), goal).unwrap();
        Self {
            live: urls.remove(0),
            folder,
        }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn run_command(&self, out: &str, renames: &[&str]) -> std::process::Command {
        let mut command = program();
        let (goal, out) = (self.path("goal.json"), self.path(out));
        command.args(["run", "--desired", &goal, "--live", &self.live, "--out"]);
        command.args([&out, "--strategy", "auto", "--yes"]);
        for rename in renames {
            command.args(["--rename", rename]);
        }
        command
    }

    fn run(&self, out: &str, renames: &[&str]) -> Ended {
        self.run_command(out, renames).output().unwrap().into()
    }

    fn rollback(&self, out: &str, more: &[&str]) -> Ended {
        let out = self.path(out);
        run(&[&["rollback", "--out", &out], more].concat())
    }

    fn schema(&self) -> Schema {
        schema(&run(&["export", &self.live]).expect(0).stdout)
    }

    fn goal(&self) -> Schema {
        schema(&std::fs::read_to_string(self.path("goal.json")).unwrap())
    }

    fn plan(&self, out: &str) -> Plan {
        let text = std::fs::read_to_string(self.path(&format!("{out}/plan.json"))).unwrap();
        Document::from_json(&text).unwrap().body
    }

    async fn rows(&self) -> Vec<Vec<Row>> {
        let mut all = Vec::new();
        for (table, ..) in TABLES {
            all.push(query(&self.live, &format!("SELECT * FROM `{table}` ORDER BY 1")).await);
        }
        all
    }

    /// Reads what tells a table from one that was made in its place.
    async fn identities(&self) -> Vec<Row> {
        query(
            &self.live,
            "SELECT t.table_name, t.table_id, t.tablet_id FROM oceanbase.__all_table t JOIN \
             oceanbase.__all_database d ON d.database_id = t.database_id WHERE d.database_name = \
             DATABASE() AND t.table_type = 3 AND t.table_name NOT LIKE 'obmigrate%' ORDER BY 1",
        )
        .await
    }
}

fn schema(json: &str) -> Schema {
    let mut schema = normalise(&Document::from_json(json).unwrap().body);
    let tables = &mut schema.tables;
    tables.retain(|name, _| !name.as_str().starts_with("obmigrate_"));
    for table in tables.values_mut() {
        // The next number, which goes up with the rows.
        table.options.auto_increment = None;
    }
    schema
}

fn prefixes(rows: &[Vec<Row>], of: &[Vec<Row>]) -> Vec<Vec<Row>> {
    let cut = |(rows, of): (&Vec<Row>, &Vec<Row>)| -> Vec<Row> {
        let columns = of[0].len();
        rows.iter().map(|row| row[..columns].to_vec()).collect()
    };
    rows.iter().zip(of).map(cut).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_change_is_done_in_place_and_taken_back() {
    let site = Site::open(&TABLES, &ROWS).await;
    let (before, rows, identities) = (site.schema(), site.rows().await, site.identities().await);
    let ended = site.run("out", &RENAMES).expect(0);
    assert!(
        ended.stdout.contains(" 0 rows copied, 0 rows failed"),
        "{}",
        ended.stdout
    );
    let plan = site.plan("out");
    assert_eq!(plan.tables().count(), 9);
    for table in plan.tables() {
        assert_eq!(table.strategy, Strategy::InPlace, "{}", table.reason);
    }
    assert_eq!(site.schema(), site.goal());
    let after = site.rows().await;
    assert_eq!(prefixes(&after, &rows), rows);
    assert_eq!(site.identities().await, identities);
    let filled = "SELECT count(*) FROM longer WHERE b = 'b ' AND c = 1.50 AND e = 5 AND f \
                  IS NULL";
    assert_eq!(query(&site.live, filled).await[0][0].as_integer(), Some(2));
    // The foreign key follows the column that it references.
    let mut connection = open(&site.live).connect().await.unwrap();
    let orphan = Statement::new("INSERT INTO child VALUES (9, 9)");
    assert!(connection.execute(&orphan).await.is_err());
    assert_eq!(site.run("again", &[]).expect(0).stdout, "nothing to do\n");

    site.rollback("out", &[]).expect(0);
    assert_eq!(site.schema(), before);
    assert_eq!(site.rows().await, rows);
    assert_eq!(site.identities().await, identities);
    assert!(connection.execute(&orphan).await.is_err());

    // What was written since stays, but for the values of a new column.
    site.run("second", &RENAMES).expect(0);
    execute(
        &site.live,
        "INSERT INTO longer (id, a, b) VALUES (7, 7, 'b')",
    )
    .await;
    let refused = site.rollback("second", &[]).expect(3).stderr;
    assert!(
        refused.contains("column b of longer was added by the run and has values"),
        "{refused}"
    );
    assert_eq!(
        refused.matches("runner/writes-since").count(),
        1,
        "{refused}"
    );
    site.rollback("second", &["--discard-writes"]).expect(0);
    assert_eq!(site.schema(), before);
    let kept = query(&site.live, "SELECT a FROM longer WHERE id = 7").await;
    assert_eq!(kept[0][0].as_integer(), Some(7));
}

fn open(url: &str) -> Box<dyn Connector> {
    connector(Url::parse(url).unwrap()).unwrap()
}

const BUSY: [(&str, &str, &str); 1] = [(
    "busy",
    "id int NOT NULL, a int, b int, PRIMARY KEY (id), KEY by_a (a)",
    "id int NOT NULL, a int DEFAULT 4, z int, c int DEFAULT 8, PRIMARY KEY (id), KEY by_z (z)",
)];

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_dies_in_the_middle_is_undone() {
    let site = Site::open(&BUSY, &["INSERT INTO busy VALUES (1, 1, 1), (2, 2, 2)"]).await;
    let before = site.schema();
    // An open transaction keeps the index from being built, but not what comes before it.
    let mut writer = open(&site.live).connect().await.unwrap();
    for statement in ["START TRANSACTION", "UPDATE busy SET a = 9 WHERE id = 1"] {
        writer.execute(&Statement::new(statement)).await.unwrap();
    }
    let mut runner = site
        .run_command("killed", &["busy.b=busy.z"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(runner.stderr.take().unwrap()).lines();
    let dropping = lines.any(|line| line.unwrap().contains("drop index by_a of busy in place"));
    runner.kill().unwrap();
    runner.wait().unwrap();
    assert!(dropping, "the runner ended before it changed an index");
    assert_ne!(site.schema(), before, "it died before it altered anything");
    writer.execute(&Statement::new("ROLLBACK")).await.unwrap();

    let refused = site.run("next", &[]).expect(3).stderr;
    assert!(refused.contains("runner/unfinished-switch"), "{refused}");
    site.rollback("killed", &[]).expect(0);
    assert_eq!(site.schema(), before);
    let rows = query(&site.live, "SELECT id, a, b FROM busy ORDER BY id").await;
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0][1].as_integer(), Some(1));
    site.run("next", &["busy.b=busy.z"]).expect(0);
    assert_eq!(site.schema(), site.goal());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_whose_building_is_stopped_is_taken_back() {
    let indexed = [(
        "built",
        "id int NOT NULL, a int, PRIMARY KEY (id)",
        "id int NOT NULL, a int, b int, PRIMARY KEY (id), KEY by_a (a)",
    )];
    let site = Site::open(&indexed, &["INSERT INTO built VALUES (1, 1), (2, 2)"]).await;
    let before = site.schema();
    // An open transaction keeps the index from being built, and then from being cleared away.
    let mut writer = open(&site.live).connect().await.unwrap();
    for statement in ["START TRANSACTION", "UPDATE built SET a = 9 WHERE id = 1"] {
        writer.execute(&Statement::new(statement)).await.unwrap();
    }
    let mut runner = site
        .run_command("out", &[])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(runner.stderr.take().unwrap()).lines();
    let building = lines.any(|line| line.unwrap().contains("build index by_a of built in place"));
    assert!(building, "the runner ended before it built the index");
    let waiting = "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND info LIKE \
                   'ALTER TABLE `built` ADD INDEX%'";
    let session = loop {
        let found = query(&site.live, waiting).await;
        if let Some(session) = found.first().and_then(|row| row[0].as_integer()) {
            break session;
        }
    };
    execute(&site.live, &format!("KILL QUERY {session}")).await;
    let undoing = lines.any(|line| line.unwrap().contains("everything is put back"));
    assert!(undoing, "the run was not stopped");
    tokio::time::sleep(Duration::from_secs(2)).await;
    writer.execute(&Statement::new("ROLLBACK")).await.unwrap();
    let said: Vec<String> = lines.map(Result::unwrap).collect();
    assert_eq!(runner.wait().unwrap().code(), Some(1), "{said:?}");
    let put_back = "the target is as it was before";
    assert!(said.iter().any(|line| line.contains(put_back)), "{said:?}");
    assert_eq!(site.schema(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_fails_takes_those_before_it_back() {
    let site = Site::open(&BUSY, &["INSERT INTO busy VALUES (1, 1, 1)"]).await;
    let before = site.schema();
    // The server refuses this index when everything else is done: the key is too long.
    let goal = std::fs::read_to_string(site.path("goal.json")).unwrap();
    let mut goal: Document<Schema> = Document::from_json(&goal).unwrap();
    let busy = goal.body.tables.values_mut().next().unwrap();
    let long = obmigrate_model::Column {
        collation: Some("utf8mb4_bin".to_owned()),
        ..obmigrate_model::Column::new(
            obmigrate_model::Ident::new("long").unwrap(),
            obmigrate_model::DataType::VarChar { length: 20_000 },
        )
    };
    busy.columns.push(long.clone());
    let part = obmigrate_model::IndexPart::column(long.name);
    busy.indexes.insert(
        obmigrate_model::Ident::new("too_long").unwrap(),
        obmigrate_model::Index::new(vec![part]),
    );
    let goal = Document::new("test", goal.body).unwrap();
    std::fs::write(site.path("goal.json"), goal.to_json().unwrap()).unwrap();

    let failed = site.run("out", &["busy.b=busy.z"]).expect(1).stderr;
    assert!(failed.contains("too_long"), "{failed}");
    assert!(
        failed.contains("the target is as it was before"),
        "{failed}"
    );
    assert_eq!(site.schema(), before);
    assert_eq!(
        site.rollback("out", &[]).expect(0).stdout,
        "nothing to do\n"
    );
}
