//! What no tool decides alone, and what a person should know.

use embed_codegen::Compared;
use obmigrate_diff::{Language, Risk, assess, validate};
use obmigrate_model::change::ApplyError;
use obmigrate_model::plan::{Action, Plan};
use obmigrate_model::schema::Consequence;
use obmigrate_model::{Note, ObjectPath, Severity};

/// Lists what a person has to decide before there may be a plan, a line each.
pub(crate) fn undecided(compared: &Compared) -> Vec<String> {
    let merge = &compared.merge;
    let changes = merge.changes.changes.iter();
    let touched: Vec<ObjectPath> = changes.map(|one| ObjectPath::table(one.table())).collect();
    let touches = |path: &ObjectPath| touched.iter().any(|table| path.is_within(table));
    let mut lines = Vec::new();
    lines.extend(merge.unresolved().map(|conflict| {
        let code = conflict.kind.code();
        format!(
            "conflict [{code}]: {} was changed on both sides",
            conflict.path
        )
    }));
    lines.extend(merge.candidates.iter().map(|candidate| {
        let rename = &candidate.rename;
        format!("undecided [diff/possible-rename]: {rename} may be one object")
    }));
    let sides = compared.sides.as_ref().map(|side| &side.schema);
    let doubts = validate(sides, merge).into_iter();
    lines.extend(
        doubts
            .filter(|finding| finding.severity == Severity::Error)
            .map(|finding| {
                let code = finding.doubt.code();
                format!("undecided [{code}]: {}", finding.text(Language::English))
            }),
    );
    let lost = compared.sides.live.schema.unmodelled.iter();
    let lost = lost
        .filter(|object| object.consequence == Consequence::BlocksRebuild && touches(&object.path));
    lines.extend(lost.map(|object| {
        let (path, kind) = (&object.path, &object.kind);
        format!("undecided [embed/would-be-lost]: {path}: a rebuild would lose the {kind}")
    }));
    let notes = compared.sides.desired.notes.iter();
    let notes = notes.filter(|note| note.severity == Severity::Error && touches(&note.path));
    lines.extend(notes.map(|note| format!("undecided {note}")));
    lines
}

/// Lists what a person should know, a line each.
pub(crate) fn remarks(compared: &Compared, plan: &Plan) -> Result<Vec<String>, ApplyError> {
    let notes = compared.sides.desired.notes.iter().chain(&plan.notes);
    let mut lines: Vec<String> = notes.map(Note::to_string).collect();
    let assessed = assess(&compared.sides.live.schema, &compared.merge.changes)?;
    let risky = assessed.iter().filter(|one| one.risk != Risk::Safe);
    lines.extend(risky.map(|one| {
        let (code, text) = (one.reason.code(), one.reason.text(Language::English));
        format!("risk [{code}] {}: {text}", one.path)
    }));
    let steps = plan.groups.iter().flat_map(|group| &group.steps);
    lines.extend(steps.filter_map(|step| match &step.forward {
        Action::CarryCounter { from, .. } => Some(format!(
            "warning [embed/counter-not-read] {}: step {} is left out: numbers that {from} gave to \
             rows which are gone may be given out again",
            step.path, step.id
        )),
        Action::Statements(_) | Action::Copy(_) | Action::Rename(_) => None,
    }));
    Ok(lines)
}
