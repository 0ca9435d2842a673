//! Plans carried out by callbacks that only write down what they are given.

use embed_codegen::{Answer, Failed, Unknown, compare, run, script};
use obmigrate_diff::Sides;
use obmigrate_model::plan::{Plan, RunId};
use obmigrate_model::{Document, Schema, Statement};

use crate::{DESIRED, LIVE, target};

fn plan() -> Plan {
    let live: Document<Schema> = Document::from_json(LIVE).unwrap();
    let desired: Document<Schema> = Document::from_json(DESIRED).unwrap();
    let sides = Sides {
        base: &live.body,
        desired: &desired.body,
        live: &live.body,
    };
    let run_id = RunId::new("20261126093000").unwrap();
    compare(sides).unwrap().plan(target(), run_id).unwrap()
}

/// Runs the plan with a callback that answers the statement of that number as told, and returns what was
/// executed behind it.
fn undone_after(failing: usize, answer: fn() -> Answer) -> (Vec<String>, Failed) {
    let mut executed = Vec::new();
    let ended = run(&plan(), |statement: &Statement| {
        executed.push(statement.sql().to_owned());
        if executed.len() == failing {
            answer()
        } else {
            Ok(0)
        }
    });
    (executed.split_off(failing), ended.unwrap_err())
}

fn refused() -> Answer {
    Err("refused".into())
}

fn unknown() -> Answer {
    Err(Unknown("the connection is gone".into()).into())
}

#[test]
fn a_script_has_every_statement_in_order() {
    let mut text = Vec::new();
    run(&plan(), script(&mut text)).unwrap();
    insta::assert_snapshot!(String::from_utf8(text).unwrap());
}

#[test]
fn what_was_done_is_undone_backwards() {
    let (undone, failed) = undone_after(3, refused);
    assert_eq!(
        undone,
        [
            "DROP TABLE IF EXISTS `orders_tmp_20261126093000`",
            "DROP TABLE IF EXISTS `customers_tmp_20261126093000`",
        ]
    );
    assert_eq!(failed.step, 3);
    assert!(failed.left.is_none() && failed.doubt.is_none());
    let text = failed.to_string();
    assert!(
        text.starts_with("step 3 (") && text.ends_with("): refused"),
        "{text}"
    );
}

#[test]
fn a_step_without_effect_is_not_undone_and_one_in_doubt_is() {
    assert_eq!(undone_after(1, refused).0, [""; 0]);
    assert_eq!(
        undone_after(1, unknown).0,
        ["DROP TABLE IF EXISTS `customers_tmp_20261126093000`"]
    );
}

#[test]
fn what_cannot_be_undone_is_told() {
    let mut executed = 0;
    let ended = run(&plan(), |_: &Statement| {
        executed += 1;
        match executed {
            // The third fails, and so does the second undoing.
            3 | 5 => refused(),
            _ => Ok(0),
        }
    });
    let failed = ended.unwrap_err();
    let (step, why) = failed.left.unwrap();
    assert_eq!((failed.step, step), (3, 1));
    assert_eq!(why.to_string(), "refused");
    assert_eq!(executed, 5);
}

#[test]
fn undoing_a_step_in_doubt_may_fail() {
    let mut executed = 0;
    let ended = run(&plan(), |_: &Statement| {
        executed += 1;
        match executed {
            2 => unknown(),
            3 => refused(),
            _ => Ok(0),
        }
    });
    let failed = ended.unwrap_err();
    assert_eq!(failed.doubt.unwrap().to_string(), "refused");
    assert!(failed.left.is_none());
    assert_eq!(executed, 4);
}
