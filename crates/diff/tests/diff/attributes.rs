//! Every attribute of the model, changed alone, is told by its path.
//!
//! Which attributes there are is read from the JSON Schema of the model, so that a new field cannot
//! be forgotten here either.

use std::collections::BTreeSet;

use obmigrate_diff::{Difference, Merge, Options, Sides, differences, merge};
use obmigrate_model::change::apply;
use obmigrate_model::document::json_schema::of_schema_documents;
use obmigrate_model::{ObjectPath, Schema};
use serde_json::{Map, Value, json};

const OCEANBASE: &str = include_str!("../../../model/tests/golden/schema-1.1-oceanbase.json");
const POSTGRES: &str = include_str!("../../../model/tests/golden/schema-1.1-postgres.json");

/// Attributes that are no part of a comparison: they are told in another way, or not at all.
const NOT_COMPARED: [&str; 4] = [
    // Refused: both sides must have the same.
    "Schema.dialect",
    // Told as `NotCompared`.
    "Schema.unmodelled",
    // Lists of their own entries, which are changed one by one.
    "Schema.tables",
    "Schema.sequences",
];

/// Changes one attribute at a time.
struct Mutator {
    definitions: Map<String, Value>,
    /// What can be changed, such as `Index.visibility`.
    found: BTreeSet<String>,
    /// What was changed and told.
    told: BTreeSet<String>,
    mutations: usize,
}

/// Points at an attribute of a document: the steps from the schema down, and its name in the model.
struct Place<'a> {
    steps: Vec<&'a str>,
    attribute: String,
    /// Whether what it becomes is a single value, or nothing.
    is_plain: bool,
}

impl Mutator {
    fn resolve<'a>(&'a self, node: &'a Value) -> (&'a Value, Option<&'a str>) {
        match node["$ref"].as_str() {
            Some(reference) => {
                let name = reference.trim_start_matches("#/$defs/");
                (&self.definitions[name], Some(name))
            }
            None => (node, None),
        }
    }

    /// Lists the ways to fill a place of the schema, smallest first.
    fn samples(&self, node: &Value, depth: usize) -> Vec<Value> {
        let (node, _) = self.resolve(node);
        if depth > 5 {
            return Vec::new();
        }
        if let Some(constant) = node.get("const") {
            return vec![constant.clone()];
        }
        for choices in ["enum", "oneOf", "anyOf"] {
            let Some(choices) = node[choices].as_array() else {
                continue;
            };
            let samples = choices.iter().flat_map(|choice| {
                if choice.is_object() {
                    self.samples(choice, depth + 1)
                } else {
                    vec![choice.clone()]
                }
            });
            return samples.filter(|sample| !sample.is_null()).collect();
        }
        // `["string", "null"]` is a string that may be left out.
        let kind = node["type"].as_str().or_else(|| node["type"][0].as_str());
        match kind {
            Some("string") => vec![json!("sample"), json!("other")],
            Some("integer" | "number") => vec![json!(7), json!(2), json!(1)],
            Some("boolean") => vec![json!(true), json!(false)],
            Some("array") => {
                let items = self.samples(&node["items"], depth + 1);
                let mut lists = vec![json!([])];
                lists.extend(items.into_iter().map(|item| json!([item])));
                lists
            }
            Some("object") => {
                let mut object = Map::new();
                let properties = node["properties"].as_object();
                for required in node["required"].as_array().into_iter().flatten() {
                    let name = required.as_str().expect("a name");
                    let node = &properties.expect("properties")[name];
                    match self.samples(node, depth + 1).into_iter().next() {
                        Some(sample) => object.insert(name.to_owned(), sample),
                        None => return Vec::new(),
                    };
                }
                vec![Value::Object(object)]
            }
            _ => Vec::new(),
        }
    }

    /// Finds every attribute of a value and what it can become.
    fn walk<'a>(
        &mut self,
        node: &Value,
        value: &'a Value,
        steps: &mut Vec<&'a str>,
        owner: &str,
        document: &Value,
    ) {
        let (node, name) = self.resolve(node);
        let node = node.clone();
        let owner = name.map_or_else(|| owner.to_owned(), ToOwned::to_owned);
        for choices in ["oneOf", "anyOf"] {
            if let Some(choices) = node[choices].as_array() {
                let choice = choices.iter().find(|choice| self.fits(choice, value));
                if let Some(choice) = choice {
                    self.walk(choice, value, steps, &owner, document);
                }
                return;
            }
        }
        match value {
            Value::Object(object) => {
                let Some(properties) = node["properties"].as_object() else {
                    // A map: its entries come and go as a whole, and have attributes in turn.
                    for (key, entry) in object {
                        steps.push(key);
                        self.walk(
                            &node["additionalProperties"],
                            entry,
                            steps,
                            &owner,
                            document,
                        );
                        steps.pop();
                    }
                    return;
                };
                for (key, property) in properties {
                    let attribute = format!("{owner}.{key}");
                    let Some((key, entry)) = object
                        .iter()
                        .find(|(own, _)| *own == key)
                        .map(|(own, entry)| (own.as_str(), entry))
                    else {
                        let sample = self.samples(property, 0);
                        self.mutate(&attribute, steps, Some(key), sample, document);
                        continue;
                    };
                    let is_choice = properties.len() == 1 && node["required"].is_array();
                    let mut others = self.samples(property, 0);
                    others.push(Value::Null);
                    steps.push(key);
                    if !is_choice || !entry.is_object() {
                        self.mutate(&attribute, steps, None, others, document);
                    }
                    self.walk(property, entry, steps, &owner, document);
                    steps.pop();
                }
            }
            Value::Array(entries) => {
                for (position, entry) in entries.iter().enumerate() {
                    let step: &'static str = position.to_string().leak();
                    steps.push(step);
                    self.walk(&node["items"], entry, steps, &owner, document);
                    steps.pop();
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    /// Says whether a choice of the schema is that of a value.
    fn fits(&self, choice: &Value, value: &Value) -> bool {
        let (choice, _) = self.resolve(choice);
        if let Some(constant) = choice.get("const") {
            return constant == value;
        }
        for choices in ["oneOf", "anyOf"] {
            if let Some(choices) = choice[choices].as_array() {
                return choices.iter().any(|choice| self.fits(choice, value));
            }
        }
        if let Some(choices) = choice["enum"].as_array() {
            return choices.contains(value);
        }
        match (choice["properties"].as_object(), value.as_object()) {
            (Some(properties), Some(object)) => {
                let required = choice["required"].as_array();
                object.keys().all(|key| properties.contains_key(key))
                    && required
                        .into_iter()
                        .flatten()
                        .all(|key| object.contains_key(key.as_str().expect("a name")))
            }
            (None, Some(_)) => choice["type"] == "object",
            (_, None) => !value.is_null() && choice["type"] != "null" && choice["type"] != "object",
        }
    }

    fn mutate(
        &mut self,
        attribute: &str,
        steps: &[&str],
        added: Option<&str>,
        samples: Vec<Value>,
        document: &Value,
    ) {
        if NOT_COMPARED.contains(&attribute) || attribute.starts_with("Unmodelled.") {
            return;
        }
        self.found.insert(attribute.to_owned());
        let mut place = Place {
            steps: steps.to_vec(),
            attribute: attribute.to_owned(),
            is_plain: true,
        };
        place.steps.extend(added);
        for sample in samples {
            let mut mutated = document.clone();
            let steps = place.steps.clone();
            let Some((last, above)) = steps.split_last() else {
                continue;
            };
            let slot = above.iter().fold(&mut mutated, |value, step| {
                if value.is_array() {
                    &mut value[step.parse::<usize>().expect("a position")]
                } else {
                    &mut value[*step]
                }
            });
            let Value::Object(slot) = slot else { continue };
            place.is_plain = !sample.is_object() && !sample.is_array();
            if sample.is_null() {
                slot.remove(*last);
            } else {
                slot.insert((*last).to_owned(), sample);
            }
            self.check(&place, document, &mutated);
        }
    }

    /// Compares the schema with what one attribute made of it.
    fn check(&mut self, place: &Place<'_>, before: &Value, after: &Value) {
        let read = |value: &Value| serde_json::from_value::<Schema>(value.clone());
        let (Ok(before_schema), Ok(after_schema)) = (read(before), read(after)) else {
            return;
        };
        if before_schema == after_schema || has_twins(&after_schema) {
            return;
        }
        self.mutations += 1;
        let merged = |base, desired, live| {
            let sides = Sides {
                base,
                desired,
                live,
            };
            merge(sides, &Options::default()).expect("one dialect")
        };
        let there = merged(&before_schema, &after_schema, &before_schema);
        assert_eq!(
            apply(&before_schema, &there.changes).as_ref(),
            Ok(&after_schema),
            "{}",
            place.attribute
        );
        let drift = merged(&before_schema, &before_schema, &after_schema);
        assert_eq!(drift.drift, there.changes, "{}", place.attribute);
        told(place, before, &there);
        self.told.insert(place.attribute.clone());
    }
}

fn has_twins(schema: &Schema) -> bool {
    schema.tables.values().any(|table| {
        let mut seen = BTreeSet::new();
        table.columns.names().any(|name| !seen.insert(name))
    })
}

/// Says by hand where the attribute is, and compares it with what was told.
fn told(place: &Place<'_>, document: &Value, merge: &Merge) {
    let found = differences(&merge.changes);
    assert!(!found.is_empty(), "{} is not told", place.attribute);
    let mut expected = ObjectPath::root();
    let mut value = document;
    for step in &place.steps {
        if let Value::Array(entries) = value {
            value = &entries[step.parse::<usize>().expect("a position")];
            // Columns are told by their names, everything else in a list by its position.
            if expected
                .segments()
                .last()
                .is_some_and(|last| last == "columns")
            {
                expected = expected.join(value["name"].as_str().expect("a name"));
            } else {
                expected = expected.join(step);
            }
        } else {
            value = &value[*step];
            expected = expected.join(step);
        }
    }
    if place.attribute == "Column.name" {
        // One goes and the other comes.
        let columns = expected.segments();
        assert!(
            found
                .iter()
                .all(|one| one.path.segments()[..3] == columns[..3])
        );
        return;
    }
    for one in &found {
        // A list or choice that became another one is told where it starts.
        assert!(
            one.path.is_within(&expected) || expected.is_within(&one.path),
            "{}: {} instead of {expected}",
            place.attribute,
            one.path
        );
        let is_choice = !one.path.is_within(&expected);
        let is_single = found.len() == 1;
        assert!(!is_choice || is_single, "{}: {found:?}", place.attribute);
    }
    // A plain value is told where it stands, and alone.
    if !value.is_object() && !value.is_array() && place.is_plain {
        assert_eq!(found.len(), 1, "{}: {found:?}", place.attribute);
        assert!(expected.is_within(&found[0].path), "{}", place.attribute);
        if !is_list_of_plain(&found[0]) {
            assert_eq!(found[0].path, expected, "{}", place.attribute);
        }
    }
}

/// Lists of names and labels, and lists that got longer or shorter, are told as a whole.
fn is_list_of_plain(difference: &Difference) -> bool {
    let sides = [&difference.before, &difference.after];
    let mut values = sides.into_iter().flatten();
    values.any(|value| value.is_array() || value.is_object())
}

/// Replaces numbers of more than 64 bits, for which a JSON value has no place.
fn shorten(value: &mut Value) {
    match value {
        Value::Number(number) if number.is_f64() => *value = json!(7),
        Value::Array(entries) => entries.iter_mut().for_each(shorten),
        Value::Object(entries) => entries.values_mut().for_each(shorten),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn every_attribute_is_told_by_its_path() {
    let description = of_schema_documents();
    let definitions = description["$defs"].as_object().expect("definitions");
    let mut mutator = Mutator {
        definitions: definitions.clone(),
        found: BTreeSet::new(),
        told: BTreeSet::new(),
        mutations: 0,
    };
    let schema = json!({"$ref": "#/$defs/Schema"});
    for document in [OCEANBASE, POSTGRES] {
        let mut value: Value = serde_json::from_str(document).expect("json");
        let mut value = value["body"].take();
        shorten(&mut value);
        mutator.walk(&schema, &value, &mut Vec::new(), "Schema", &value);
    }
    // Every attribute of every object that the model has.
    for (name, definition) in definitions {
        if ["Captured", "ServerVersion", "FormatVersion", "Unmodelled"].contains(&name.as_str()) {
            continue;
        }
        for property in definition["properties"].as_object().into_iter().flatten() {
            let attribute = format!("{name}.{}", property.0);
            if !NOT_COMPARED.contains(&attribute.as_str()) {
                mutator.found.insert(attribute);
            }
        }
    }
    let untold: Vec<_> = mutator.found.difference(&mutator.told).collect();
    assert_eq!(untold, Vec::<&String>::new());
    assert!(mutator.mutations > 1_000, "{} mutations", mutator.mutations);
}
