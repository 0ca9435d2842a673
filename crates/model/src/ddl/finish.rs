//! What can be told only when the whole script was read.

mod own_parts;

use std::collections::BTreeMap;

use super::cursor::{Name, beginning};
use super::draft::{Draft, Found};
use super::partition::Attached;
use super::token::{Next, next};
use super::{Import, Problem, create, sequence};
use crate::partition::Partition;
use crate::{DefaultValue, Dialect, Ident, Schema, Table};

/// Characters of the beginning of a statement that are shown.
const SHOWN: usize = 60;

/// Partitions within partitions at most.
const DEEPEST: usize = 16;

pub(super) fn finish(mut draft: Draft<'_>) -> Import {
    number_columns(&mut draft);
    own_sequences(&mut draft);
    complete_references(&mut draft);
    attach_partitions(&mut draft);
    let unheld = std::mem::take(&mut draft.unheld);
    for mut unheld in unheld {
        let mentioned = create::tables_among(&draft, unheld.schema.as_ref(), unheld.mentions);
        unheld.object.depends_on.extend(mentioned);
        let dialect = draft.dialect;
        draft
            .schemas
            .entry(unheld.schema)
            .or_insert_with(|| Schema::empty(dialect))
            .unmodelled
            .push(unheld.object);
    }
    Import {
        problems: problems(draft.script, draft.found),
        schemas: draft.schemas,
        ignored: draft.ignored,
    }
}

/// Makes a column numbered whose default is the next value of a sequence that it owns.
fn number_columns(draft: &mut Draft<'_>) {
    if draft.dialect == Dialect::OceanBase {
        return;
    }
    let owners = std::mem::take(&mut draft.owners);
    for (sequence, (table, column)) in &owners {
        let Some(description) = draft
            .schemas
            .get(&sequence.schema)
            .and_then(|schema| schema.sequences.get(&sequence.name))
            .cloned()
        else {
            continue;
        };
        let Some(target) = draft
            .table(table)
            .and_then(|table| table.columns.get_mut(column))
        else {
            continue;
        };
        let numbers = matches!(&target.default, Some(DefaultValue::Expression(text))
            if calls(text).is_some_and(|name| is_same(&name, sequence, table)));
        if numbers && target.identity.is_none() {
            target.default = None;
            target.identity = Some(sequence::adopt(&description, &sequence.name, table, column));
            draft.schema(sequence).sequences.remove(&sequence.name);
        }
    }
    draft.owners = owners;
}

/// Finds the sequence of `nextval('schema.name'::regclass)`.
fn calls(default: &str) -> Option<Name> {
    let lower = default.to_ascii_lowercase();
    let start = lower.find("nextval")?;
    let inside = default.get(start..)?.split_once('\'')?.1;
    let end = inside.rfind('\'')?;
    let quoted = inside.get(..end)?.replace("''", "'");
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Next::Token(token) = next(Dialect::Postgres, &quoted, at) {
        at = token.end;
        tokens.push(token);
    }
    super::cursor::Cursor::new(Dialect::Postgres, &quoted, &tokens)
        .qualified()
        .ok()
}

fn is_same(called: &Name, sequence: &Name, table: &Name) -> bool {
    let schema = called.schema.as_ref().or(table.schema.as_ref());
    called.name == sequence.name && schema == sequence.schema.as_ref()
}

/// Notes on a sequence that is left which column it is dropped with.
fn own_sequences(draft: &mut Draft<'_>) {
    for (name, (table, column)) in std::mem::take(&mut draft.owners) {
        if let Some(sequence) = draft
            .schemas
            .get_mut(&name.schema)
            .and_then(|schema| schema.sequences.get_mut(&name.name))
        {
            sequence.owner = Some(sequence::owner_name(&table, &column));
        }
    }
}

/// Fills in the columns of foreign keys that name only the table: its primary key.
fn complete_references(draft: &mut Draft<'_>) {
    let mut keys: BTreeMap<Name, Vec<Ident>> = BTreeMap::new();
    for (schema, description) in &draft.schemas {
        for (name, table) in &description.tables {
            let columns = table.primary_key.as_ref().map(|key| key.columns.clone());
            let name = Name {
                schema: schema.clone(),
                name: name.clone(),
            };
            keys.insert(name, columns.unwrap_or_default());
        }
    }
    let dialect = draft.dialect;
    let is_alone = dialect == Dialect::OceanBase && draft.schemas.keys().all(Option::is_none);
    let mut missing = Vec::new();
    for (schema, description) in &mut draft.schemas {
        for (table_name, table) in &mut description.tables {
            for (name, key) in &mut table.foreign_keys {
                let far = &mut key.references;
                // `SHOW CREATE TABLE` names the database of the far table, but not the table's own.
                if is_alone && keys.contains_key(&unqualified(&far.table)) {
                    far.schema = None;
                }
                let parent = Name {
                    schema: far.schema.clone().or_else(|| schema.clone()),
                    name: far.table.clone(),
                };
                if far.columns.is_empty() {
                    match keys.get(&parent) {
                        Some(columns) if !columns.is_empty() => far.columns.clone_from(columns),
                        _ => missing.push(format!(
                            "the script has no primary key of {}, which the foreign key {name} of \
                             {table_name} references",
                            far.table
                        )),
                    }
                }
            }
        }
    }
    for message in missing {
        let end = draft.script.len();
        draft.error("model/ddl-unknown-object", end, message);
    }
}

fn unqualified(name: &Ident) -> Name {
    Name {
        schema: None,
        name: name.clone(),
    }
}

/// Makes tables of PostgreSQL the partitions of the tables they were attached to.
fn attach_partitions(draft: &mut Draft<'_>) {
    let mut children: BTreeMap<Name, Vec<Attached>> = BTreeMap::new();
    let mut parents: BTreeMap<Name, Name> = BTreeMap::new();
    for attached in std::mem::take(&mut draft.attached) {
        let at = attached.at;
        let is_known = draft.table(&attached.child).is_some()
            && draft
                .table(&attached.parent)
                .is_some_and(|table| table.partitioning.is_some());
        let is_near = attached.child.schema == attached.parent.schema;
        if !is_known || !is_near || parents.contains_key(&attached.child) {
            let message = format!(
                "{} is no partition of {} that can be read",
                attached.child.name, attached.parent.name
            );
            draft.error("model/ddl-unknown-object", at, message);
            continue;
        }
        parents.insert(attached.child.clone(), attached.parent.clone());
        children
            .entry(attached.parent.clone())
            .or_default()
            .push(attached);
    }
    // From the leaves up: a table goes into its parent when it has all of its own partitions.
    let mut waiting: BTreeMap<Name, usize> = children
        .iter()
        .map(|(parent, list)| (parent.clone(), list.len()))
        .collect();
    let mut ready: Vec<Name> = parents
        .keys()
        .filter(|name| !waiting.contains_key(*name))
        .cloned()
        .collect();
    let mut partitions: BTreeMap<Name, Vec<Partition>> = BTreeMap::new();
    let mut bounds: BTreeMap<Name, Attached> = children
        .into_values()
        .flatten()
        .map(|attached| (attached.child.clone(), attached))
        .collect();
    let mut depths: BTreeMap<Name, usize> = BTreeMap::new();
    while let Some(child) = ready.pop() {
        let depth = depths.get(&child).copied().unwrap_or(0) + 1;
        if depth > DEEPEST {
            let message = format!("{} is split too many times", child.name);
            let at = bounds.get(&child).map_or(0, |attached| attached.at);
            draft.error("model/ddl-too-large", at, message);
            continue;
        }
        let (Some(attached), Some(table)) = (bounds.remove(&child), taken(draft, &child)) else {
            continue;
        };
        own_parts::report(draft, &attached, &table);
        let mut partitioning = table.partitioning;
        if let Some(partitioning) = &mut partitioning {
            partitioning.partitions = sorted(partitions.remove(&child));
        }
        let parent = attached.parent;
        let deepest = depths.entry(parent.clone()).or_default();
        *deepest = depth.max(*deepest);
        partitions
            .entry(parent.clone())
            .or_default()
            .push(Partition {
                name: child.name,
                bound: attached.bound,
                partitioning,
            });
        if let Some(count) = waiting.get_mut(&parent) {
            *count -= 1;
            if *count == 0 && parents.contains_key(&parent) {
                ready.push(parent);
            }
        }
    }
    for (parent, list) in partitions {
        if let Some(table) = draft.table(&parent)
            && let Some(partitioning) = &mut table.partitioning
        {
            partitioning.partitions = sorted(Some(list));
        }
    }
}

fn taken(draft: &mut Draft<'_>, name: &Name) -> Option<Table> {
    draft
        .schemas
        .get_mut(&name.schema)?
        .tables
        .remove(&name.name)
}

fn sorted(partitions: Option<Vec<Partition>>) -> Vec<Partition> {
    let mut partitions = partitions.unwrap_or_default();
    partitions.sort_by(|a, b| a.name.cmp(&b.name));
    partitions
}

/// Counts lines and characters for all problems in one walk over the script.
fn problems(script: &str, mut found: Vec<Found>) -> Vec<Problem> {
    found.sort_by_key(|found| found.at);
    let mut problems = Vec::new();
    let (mut at, mut line, mut column) = (0, 1, 1);
    for found in found {
        for character in script.get(at..found.at).unwrap_or("").chars() {
            if character == '\n' {
                line += 1;
                column = 1;
            } else {
                column += 1;
            }
        }
        at = at.max(found.at);
        let statement = script.get(found.statement..).unwrap_or("");
        let first = statement.chars().take(SHOWN * 4).collect::<String>();
        let words = first.split_whitespace().collect::<Vec<_>>().join(" ");
        problems.push(Problem {
            code: found.code,
            severity: found.severity,
            line,
            column,
            statement: beginning(&words, SHOWN),
            message: found.message,
        });
    }
    problems
}
