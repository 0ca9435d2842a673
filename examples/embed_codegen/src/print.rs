//! A plan for people.

use std::fmt::Write as _;

use obmigrate_model::Target;
use obmigrate_model::plan::{Action, Hazard, Need, Plan, Reversal, Step};

use crate::execute::{statements, steps};

/// Writes every step of a plan, those of the cleanup too, in the order of execution.
#[must_use]
pub fn print(plan: &Plan) -> String {
    let mut out = format!("plan {} for {}\n", plan.run_id, plan.target);
    // Writing into a string cannot fail, here and below.
    for table in plan.tables() {
        let _ = writeln!(out, "{}: {}: {}", table.table, table.strategy, table.reason);
    }
    for step in steps(plan) {
        write_step(&mut out, step, plan.target);
    }
    out
}

fn write_step(out: &mut String, step: &Step, target: Target) {
    let _ = writeln!(out, "\nstep {}, {}: {}", step.id, step.phase, step.summary);
    let limits = step.limits;
    let limits = [("statement", limits.statement_ms), ("lock", limits.lock_ms)].into_iter();
    let limits = limits.filter_map(|(what, ms)| Some(format!("{what} {} ms", ms?)));
    let lists: [(&str, Vec<String>); 3] = [
        (
            "hazards",
            step.hazards.iter().map(Hazard::to_string).collect(),
        ),
        ("limits", limits.collect()),
        ("needs", step.needs.iter().map(need).collect()),
    ];
    for (what, items) in lists.iter().filter(|(_, items)| !items.is_empty()) {
        let _ = writeln!(out, "  {what}: {}", items.join(", "));
    }
    write_action(out, "do", &step.forward, target);
    match &step.reversal {
        Reversal::Undo(action) => write_action(out, "undo", action, target),
        Reversal::NoEffect => out.push_str("  undo: nothing\n"),
        Reversal::Impossible { why } => {
            let _ = writeln!(out, "  undo: impossible, {why}");
        }
    }
}

fn write_action(out: &mut String, what: &str, action: &Action, target: Target) {
    match statements(action, target) {
        Ok(statements) if statements.is_empty() => {
            let _ = writeln!(out, "  {what}: nothing, a callback cannot read");
        }
        Ok(statements) => {
            for statement in statements {
                let _ = writeln!(out, "  {what}: {statement};");
            }
        }
        Err(why) => {
            let _ = writeln!(out, "  {what}: nothing, {why}");
        }
    }
}

fn need(need: &Need) -> String {
    match need {
        Need::Table(table) => format!("table {table}"),
        Need::NoTable(table) => format!("no table {table}"),
        Need::Validated => "all copied rows validated".to_owned(),
        Need::ApplicationStopped => "the application stopped".to_owned(),
        Need::Accepted => "the new tables accepted, the old ones saved".to_owned(),
    }
}
