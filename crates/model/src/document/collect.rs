//! Finds every defect of a text that cannot be read, instead of the first.

use serde::de::DeserializeOwned;

use super::defect::{Defect, Defects};
use super::reader::{Failure, Wrong};
use super::tree::{self, Entry, Kind, Node};

/// Reports what is wrong with a text that cannot be read as `T`; `error` is what stopped the usual
/// reader.
///
/// The text is read again as a tree. Whatever is wrong there is replaced by something that can be
/// read, and reading goes on behind it: what stands in front is passed over, so the time is that of
/// one reading, and for each defect that of the few members of the objects around it.
pub(crate) fn defects<T: DeserializeOwned>(text: &str, error: &serde_json::Error) -> Vec<Defect> {
    let mut defects = Defects::of(text.as_bytes());
    if let Err(syntax) = serde_json::from_str::<serde::de::IgnoredAny>(text) {
        // Behind it nothing means anything.
        defects.add_error(&syntax);
        return defects.finish();
    }
    let mut root = tree::read(text, &mut defects);
    while !defects.are_many() {
        let Err(failure) = T::deserialize(&root) else {
            break;
        };
        if matches!(root.kind, Kind::Settled) {
            break;
        }
        mend(&mut root, failure, &mut defects);
    }
    if defects.is_empty() {
        defects.add_error(error);
    }
    defects.finish()
}

/// Reports a failure, and makes the tree readable there.
fn mend(root: &mut Node<'_>, failure: Failure, defects: &mut Defects<'_>) {
    let mut steps = failure.steps;
    let name = match &failure.what {
        Wrong::Name(_) if !steps.is_empty() => Some(steps.remove(0)),
        Wrong::Name(_) | Wrong::Value(_) | Wrong::Missing(_) => None,
    };
    steps.reverse();
    let mut path = String::new();
    let mut node = &mut *root;
    for (depth, step) in steps.iter().enumerate() {
        settle_front(node, *step);
        let Some(inner) = step_into(node, *step, &mut path) else {
            // No failure leads where nothing is; if one did, reading would not come to an end.
            return settle(root, &[]);
        };
        if matches!(inner.kind, Kind::Settled) {
            // Nothing plain fits there, so its owner goes, which is not wrong in itself.
            return settle(root, steps.get(..depth).unwrap_or_default());
        }
        node = inner;
    }
    match (failure.what, &mut node.kind) {
        (Wrong::Missing(field), Kind::Object(members))
            if members.items.iter().any(|member| member.name == field) =>
        {
            // A struct with so many unknown fields that it was taken for a map.
            for member in members.items.iter_mut().take(members.done) {
                member.value.kind = Kind::Settled;
            }
            members.done = 0;
        }
        (Wrong::Missing(field), Kind::Object(members)) => {
            defects.add(node.at, path, format!("missing field `{field}`"));
            let value = Node {
                at: node.at,
                kind: Kind::Settled,
            };
            members.items.push(Entry {
                at: node.at,
                name: field.into(),
                value,
            });
        }
        (Wrong::Name(reason), Kind::Object(members)) => {
            let position = name.unwrap_or_default();
            if position < members.items.len() {
                let member = members.items.remove(position);
                defects.add(member.at, tree::member(&path, &member.name), reason);
            } else {
                node.kind = Kind::Settled;
            }
        }
        (what, _) => {
            let failure = Failure {
                steps: Vec::new(),
                what,
            };
            defects.add(node.at, path, failure.to_string());
            node.kind = Kind::Settled;
        }
    }
}

/// More members than any struct has: such an object is a map, and may do without its first ones.
const MANY: usize = 64;

/// Passes over the items or members in front of a position, which were read without a failure.
fn settle_front(node: &mut Node<'_>, position: usize) {
    match &mut node.kind {
        Kind::List(items) => items.done = position,
        Kind::Object(members) if members.items.len() > MANY => members.done = position,
        Kind::Object(members) => {
            for member in members.items.iter_mut().take(position) {
                member.value.kind = Kind::Settled;
            }
        }
        Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Text(_) | Kind::Settled => {}
    }
}

fn step_into<'n, 'a>(
    node: &'n mut Node<'a>,
    position: usize,
    path: &mut String,
) -> Option<&'n mut Node<'a>> {
    match &mut node.kind {
        Kind::List(items) => {
            *path = format!("{path}[{position}]");
            items.items.get_mut(position)
        }
        Kind::Object(members) => {
            let member = members.items.get_mut(position)?;
            *path = tree::member(path, &member.name);
            Some(&mut member.value)
        }
        Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Text(_) | Kind::Settled => None,
    }
}

fn settle(root: &mut Node<'_>, steps: &[usize]) {
    let mut node = root;
    let mut path = String::new();
    for step in steps {
        match step_into(node, *step, &mut path) {
            Some(inner) => node = inner,
            None => return,
        }
    }
    node.kind = Kind::Settled;
}
