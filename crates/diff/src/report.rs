//! A comparison as people read it.

mod words;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use obmigrate_model::{Change, ChangeSet, Ident};

use self::words::{delta_words, node_words};
use crate::{Conflict, Merge, Side, Sides, Standing};

/// Writes a report as plain text.
#[must_use]
pub fn render_text(merge: &Merge) -> String {
    render(merge, &Style::TEXT)
}

/// Writes a report as Markdown.
#[must_use]
pub fn render_markdown(merge: &Merge) -> String {
    render(merge, &Style::MARKDOWN)
}

/// Says how a report is laid out.
struct Style {
    title: &'static str,
    section: &'static str,
    group: &'static str,
    line: &'static str,
    escape: fn(&str) -> String,
}

impl Style {
    const TEXT: Self = Self {
        title: "",
        section: "\n",
        group: "  ",
        line: "    ",
        escape: one_line,
    };
    const MARKDOWN: Self = Self {
        title: "# ",
        section: "\n## ",
        group: "- ",
        line: "  - ",
        escape: |text| {
            let mut escaped = String::new();
            for character in one_line(text).chars() {
                if "\\`*_{}[]<>#|~&".contains(character) {
                    escaped.push('\\');
                }
                escaped.push(character);
            }
            escaped
        },
    };
}

/// Spells control characters out, so that a name cannot break the layout or drive a terminal.
fn one_line(text: &str) -> String {
    let mut line = String::new();
    for character in text.chars() {
        if character.is_control() {
            line.extend(character.escape_default());
        } else {
            line.push(character);
        }
    }
    line
}

/// Heads a group of lines.
struct Group {
    head: String,
    lines: Vec<String>,
}

fn render(merge: &Merge, style: &Style) -> String {
    let sections = [
        ("Changes to apply", change_groups(&merge.changes)),
        ("Drift on live", change_groups(&merge.drift)),
        (
            "Conflicts",
            merge.conflicts.iter().map(conflict_group).collect(),
        ),
        ("Not compared", not_compared_groups(merge)),
    ];
    let mut report = format!("{}{}\n", style.title, summary(merge));
    for (title, groups) in sections {
        if groups.is_empty() {
            continue;
        }
        let _ = writeln!(report, "{}{title}", style.section);
        if !style.title.is_empty() {
            report.push('\n');
        }
        for Group { head, lines } in groups {
            let _ = writeln!(report, "{}{}", style.group, (style.escape)(&head));
            for line in lines {
                let _ = writeln!(report, "{}{}", style.line, (style.escape)(&line));
            }
        }
    }
    report
}

fn summary(merge: &Merge) -> String {
    let unresolved = merge.unresolved().count();
    let mut summary = format!(
        "{}, {} on live, {} ({unresolved} to decide)",
        count(merge.changes.changes.len(), "changed table"),
        count(merge.drift.changes.len(), "drifted table"),
        count(merge.conflicts.len(), "conflict"),
    );
    let not_compared = count(merge.unmodelled.len(), "object");
    let _ = write!(summary, ", {not_compared} not compared");
    summary
}

fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

fn change_groups(changes: &ChangeSet) -> Vec<Group> {
    let group = |change: &Change| Group {
        head: change.to_string(),
        lines: match change {
            Change::CreateTable { table, .. } | Change::DropTable { table, .. } => {
                words::table_lines(table)
            }
            Change::AlterTable { deltas, .. } => deltas.iter().map(delta_words).collect(),
        },
    };
    changes.changes.iter().map(group).collect()
}

fn conflict_group(conflict: &Conflict) -> Group {
    let resolution = match conflict.resolution {
        None => "to decide".to_owned(),
        Some(resolution) => resolution.to_string(),
    };
    let Sides {
        base,
        desired,
        live,
    } = conflict.sides.as_ref();
    let line = |side: Side, node: &Option<_>| {
        let node = node.as_ref().map_or_else(|| "none".to_owned(), node_words);
        format!("{side}: {node}")
    };
    Group {
        head: format!("{}: {} ({resolution})", conflict.path, conflict.kind),
        lines: vec![
            line(Side::Base, base),
            line(Side::Desired, desired),
            line(Side::Live, live),
        ],
    }
}

fn not_compared_groups(merge: &Merge) -> Vec<Group> {
    let changed: BTreeSet<&Ident> = merge.changes.changes.iter().map(Change::table).collect();
    let groups = merge.unmodelled.iter().map(|found| {
        let object = &found.object;
        let mut lines = Vec::new();
        if found.standing == Standing::Changed {
            lines.push("its definition is not that of base".to_owned());
        }
        let needed = object.depends_on.iter();
        lines.extend(
            needed
                .filter(|table| changed.contains(table))
                .map(|table| format!("it depends on {table}, which changes")),
        );
        Group {
            head: format!(
                "{} {} on {}: {}",
                object.kind, object.path, found.side, object.detail
            ),
            lines,
        }
    });
    groups.collect()
}
