//! Migrations that go wrong at a chosen point, on real servers.

use obmigrate_exec::{Event, Observer, Servers, Url, connector};
use obmigrate_model::plan::{Phase, Plan};
use obmigrate_model::{Schema, Statement};
use obmigrate_sandbox::shared;

use crate::clock::Timer;
use crate::migrate::{Witness, migrate};
use crate::{cli, demo, review, side};

/// Executes a statement on the target when an event comes by.
struct Saboteur {
    url: String,
    at: fn(&Event) -> bool,
    statement: String,
    done: bool,
}

impl Observer for Saboteur {
    fn event(&mut self, event: &Event) {
        if !self.done && (self.at)(event) {
            self.done = true;
            let (url, statement) = (self.url.clone(), self.statement.clone());
            // The observer is called from within the runtime; another thread has one of its own.
            let sabotage = std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .unwrap();
                runtime.block_on(execute(&url, &statement));
            });
            sabotage.join().unwrap();
        }
    }
}

impl Witness for Saboteur {
    fn say(&mut self, _: &str) {}
}

async fn execute(url: &str, sql: &str) {
    let server = connector(Url::parse(url).unwrap()).unwrap();
    server
        .connect()
        .await
        .unwrap()
        .execute(&Statement::new(sql))
        .await
        .unwrap();
}

/// A parent and a child on OceanBase, and a plan that widens a column of the parent.
struct Scene {
    postgres: String,
    url: String,
    live: Schema,
    plan: Plan,
}

impl Scene {
    async fn new() -> Self {
        Self::with(cli::Making::default()).await
    }

    async fn with(making: cli::Making) -> Self {
        let sandbox = shared().unwrap();
        let name = obmigrate_sandbox::unique_database("scene");
        let (postgres, url) = demo::create_databases(sandbox, &name).await.unwrap();
        execute(&url, "CREATE TABLE p (id bigint PRIMARY KEY, v varchar(9) COLLATE utf8mb4_bin) COLLATE utf8mb4_bin").await;
        execute(&url, "CREATE TABLE c (id bigint PRIMARY KEY, p bigint, CONSTRAINT c_p FOREIGN KEY (p) REFERENCES p (id) ON DELETE CASCADE)").await;
        execute(
            &url,
            "INSERT INTO p VALUES (0, 'zero'), (1, 'one '), (2, NULL)",
        )
        .await;
        execute(&url, "INSERT INTO c VALUES (1, 1), (2, 2)").await;
        execute(
            &postgres,
            "CREATE TABLE public.p (id bigint PRIMARY KEY, v varchar(20))",
        )
        .await;
        execute(&postgres, "CREATE TABLE public.c (id bigint PRIMARY KEY, p bigint CONSTRAINT c_p REFERENCES public.p (id) ON DELETE CASCADE)").await;
        let sides = cli::Sides {
            desired: postgres.clone(),
            live: url.clone(),
            base: None,
            schema: "public".to_owned(),
        };
        let review = review::compare(&sides, &crate::cli::Comparison::default())
            .await
            .unwrap()
            .settle(&cli::Allowances::default(), &making)
            .unwrap();
        let source = Some(&review.desired.document.body);
        let run_id = crate::clock::Utc::now().run_id().unwrap();
        let plan = review.plan(source, &making, run_id).unwrap();
        assert_eq!(plan.tables().count(), 1, "only the parent changes");
        Self {
            postgres,
            url,
            live: review.live.canonical,
            plan,
        }
    }

    /// Runs the migration with sabotage and returns what it says.
    async fn sabotage(&self, at: fn(&Event) -> bool, statement: String) -> Result<(), String> {
        let target = connector(Url::parse(&self.url).unwrap()).unwrap();
        let source = side::open(&self.postgres, "public").unwrap();
        let servers = Servers {
            target: target.as_ref(),
            source: Some(source.as_ref()),
            clock: &Timer,
        };
        let mut saboteur = Saboteur {
            url: self.url.clone(),
            at,
            statement,
            done: false,
        };
        let outcome = migrate(servers, &self.url, self.plan.clone(), &mut saboteur).await;
        assert!(saboteur.done, "the moment of the sabotage never came");
        outcome.map(drop).map_err(|failure| failure.to_string())
    }

    async fn live_now(&self) -> Schema {
        side::load(&self.url, "").await.unwrap().canonical
    }

    fn name(&self, role: &str) -> String {
        format!("p_{role}_{}", self.plan.run_id)
    }
}

fn copied(event: &Event) -> bool {
    matches!(event, Event::StepFinished { rows: 1.., .. })
}

fn about_to_switch(event: &Event) -> bool {
    matches!(
        event,
        Event::StepStarted {
            phase: Phase::Switch,
            ..
        }
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_tampered_with_after_the_copy_never_switch() {
    for tampering in [
        "UPDATE {tmp} SET v = 'one' WHERE id = 1",
        "DELETE FROM {tmp} WHERE id = 0",
        "INSERT INTO {tmp} VALUES (3, 'extra')",
        "UPDATE {tmp} SET v = '' WHERE id = 2",
        "INSERT INTO p VALUES (9, 'late')",
    ] {
        let scene = Scene::new().await;
        let statement = tampering.replace("{tmp}", &scene.name("tmp"));
        let said = scene.sabotage(copied, statement).await.unwrap_err();
        assert!(
            said.contains("runner/validation-failed"),
            "{tampering}: {said}"
        );
        assert!(
            said.contains("the target is as it was before"),
            "{tampering}: {said}"
        );
        assert_eq!(scene.live_now().await, scene.live, "{tampering}");
    }
}

/// What waits is compared with PostgreSQL, and the rows with what waits, before the switch and after it.
#[tokio::test(flavor = "multi_thread")]
async fn values_tampered_with_while_they_wait_are_found() {
    for (at, tampering) in [
        (
            copied as fn(&Event) -> bool,
            "UPDATE {src} SET v2 = 'one' WHERE k1 = 1",
        ),
        (copied, "DELETE FROM {src} WHERE k1 = 1"),
        (about_to_switch, "UPDATE {src} SET v2 = NULL WHERE k1 = 1"),
    ] {
        let making = cli::Making {
            value_from_postgres: vec!["p.v".parse().unwrap()],
            ..cli::Making::default()
        };
        let scene = Scene::with(making).await;
        execute(
            &scene.postgres,
            "INSERT INTO public.p VALUES (0, 'null'), (1, 'eins'), (2, 'zwei')",
        )
        .await;
        let statement = tampering.replace("{src}", &scene.name("src"));
        let said = scene.sabotage(at, statement).await.unwrap_err();
        for part in ["runner/validation-failed", "the target is as it was before"] {
            assert!(said.contains(part), "{tampering}: {said}");
        }
        assert_eq!(scene.live_now().await, scene.live, "{tampering}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_switch_leaves_everything_as_it_was() {
    let scene = Scene::new().await;
    let statement = format!("CREATE TABLE {} (a int)", scene.name("bak"));
    let said = scene
        .sabotage(about_to_switch, statement)
        .await
        .unwrap_err();
    assert!(said.contains("exec/refused"), "{said}");
    assert!(said.contains("is there already"), "{said}");
    assert!(said.contains("the target is as it was before"), "{said}");
    assert_eq!(scene.live_now().await, scene.live);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_written_between_validation_and_switch_renames_back() {
    let scene = Scene::new().await;
    let said = scene
        .sabotage(
            about_to_switch,
            "INSERT INTO p VALUES (9, 'late')".to_owned(),
        )
        .await
        .unwrap_err();
    assert!(said.contains("runner/validation-failed"), "{said}");
    assert!(said.contains("the target is as it was before"), "{said}");
    assert_eq!(scene.live_now().await, scene.live);
    // The late row is where its writer put it.
    execute(&scene.url, "DELETE FROM c").await;
    execute(&scene.url, "INSERT INTO c VALUES (1, 9)").await;
}
