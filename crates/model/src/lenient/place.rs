//! A value of a hand-written text, and what it may be read as.

use std::rc::Rc;

use crate::Ident;
use crate::document::defect::Defects;
use crate::document::tree::{self, Kind, Node};

/// Holds a value and the way to it.
pub(super) struct Place<'n, 'a> {
    pub(super) node: &'n Node<'a>,
    way: Rc<Way<'n>>,
}

/// Leads to a value; it becomes a path only where there is something to report.
enum Way<'n> {
    Root,
    Member(Rc<Self>, &'n str),
    Item(Rc<Self>, usize),
}

impl Way<'_> {
    fn path(&self) -> String {
        match self {
            Self::Root => String::new(),
            Self::Member(way, name) => tree::member(&way.path(), name),
            Self::Item(way, position) => format!("{}[{position}]", way.path()),
        }
    }
}

/// Holds the members of an object, all of which are known.
pub(super) struct Fields<'n, 'a> {
    owner: (usize, Rc<Way<'n>>),
    members: Vec<(&'n str, Place<'n, 'a>)>,
}

impl<'n, 'a> Place<'n, 'a> {
    pub(super) fn root(node: &'n Node<'a>) -> Self {
        Self {
            node,
            way: Rc::new(Way::Root),
        }
    }

    pub(super) fn defect(&self, defects: &mut Defects<'_>, reason: impl Into<String>) {
        // What could not be scanned was reported then.
        if !matches!(self.node.kind, Kind::Settled) {
            defects.add(self.node.at, self.way.path(), reason);
        }
    }

    /// Returns the members of an object; an unknown one is a defect.
    pub(super) fn fields(
        &self,
        known: &[&str],
        defects: &mut Defects<'_>,
    ) -> Option<Fields<'n, 'a>> {
        let Kind::Object(members) = &self.node.kind else {
            let reason = format!("an object is expected, of {}", known.join(", "));
            self.defect(defects, reason);
            return None;
        };
        let mut fields = Vec::new();
        for member in &members.items {
            let way = Rc::new(Way::Member(Rc::clone(&self.way), &member.name));
            if known.contains(&&*member.name) {
                let node = &member.value;
                fields.push((&*member.name, Place { node, way }));
            } else if !defects.are_many() {
                let near = nearest(&member.name, known).unwrap_or_default();
                let reason = format!("there is no such key; {near} is the nearest that there is");
                defects.add(member.at, way.path(), reason);
            }
        }
        Some(Fields {
            owner: (self.node.at, Rc::clone(&self.way)),
            members: fields,
        })
    }

    /// Returns what an object has by name.
    pub(super) fn members(&self, defects: &mut Defects<'_>) -> Vec<(Ident, Self)> {
        let Kind::Object(members) = &self.node.kind else {
            self.defect(defects, "an object with names is expected");
            return Vec::new();
        };
        let mut places = Vec::new();
        for member in &members.items {
            let way = Rc::new(Way::Member(Rc::clone(&self.way), &member.name));
            match Ident::new(&*member.name) {
                Ok(name) => {
                    let node = &member.value;
                    places.push((name, Self { node, way }));
                }
                Err(error) => defects.add(member.at, way.path(), error.to_string()),
            }
        }
        places
    }

    /// Returns the items of a list.
    pub(super) fn items(&self, defects: &mut Defects<'_>) -> Vec<Self> {
        let Kind::List(items) = &self.node.kind else {
            self.defect(defects, "a list is expected");
            return Vec::new();
        };
        let place = |(position, node)| Self {
            node,
            way: Rc::new(Way::Item(Rc::clone(&self.way), position)),
        };
        items.items.iter().enumerate().map(place).collect()
    }

    /// Returns the items of a list, or the value alone if it is none.
    pub(super) fn one_or_more(&self, defects: &mut Defects<'_>) -> Vec<Self> {
        if matches!(self.node.kind, Kind::List(_)) {
            self.items(defects)
        } else {
            vec![Self {
                node: self.node,
                way: Rc::clone(&self.way),
            }]
        }
    }

    pub(super) fn is_object(&self) -> bool {
        matches!(self.node.kind, Kind::Object(_))
    }

    pub(super) fn text(&self, defects: &mut Defects<'_>) -> Option<String> {
        if let Kind::Text(text) = &self.node.kind {
            Some(text.to_string())
        } else {
            self.defect(defects, "a text is expected");
            None
        }
    }

    pub(super) fn truth(&self, defects: &mut Defects<'_>) -> bool {
        if let Kind::Bool(truth) = self.node.kind {
            truth
        } else {
            self.defect(defects, "true or false is expected");
            false
        }
    }

    pub(super) fn name(&self, defects: &mut Defects<'_>) -> Option<Ident> {
        match Ident::new(self.text(defects)?) {
            Ok(name) => Some(name),
            Err(error) => {
                self.defect(defects, error.to_string());
                None
            }
        }
    }

    /// Reads names: a list of them, or one.
    pub(super) fn names(&self, defects: &mut Defects<'_>) -> Vec<Ident> {
        let places = self.one_or_more(defects);
        let names = places.iter().filter_map(|place| place.name(defects));
        names.collect()
    }

    /// Reads one of several words, in any case.
    pub(super) fn choice<T: Copy>(
        &self,
        choices: &[(&str, T)],
        defects: &mut Defects<'_>,
    ) -> Option<T> {
        let text = self.text(defects)?;
        let found = choices
            .iter()
            .find(|(word, _)| word.eq_ignore_ascii_case(&text));
        if found.is_none() {
            let words: Vec<_> = choices.iter().map(|(word, _)| *word).collect();
            self.defect(defects, format!("one of {} is expected", words.join(", ")));
        }
        found.map(|(_, value)| *value)
    }
}

impl<'n, 'a> Fields<'n, 'a> {
    pub(super) fn get(&self, name: &str) -> Option<&Place<'n, 'a>> {
        let mut members = self.members.iter();
        members.find_map(|(known, place)| (*known == name).then_some(place))
    }

    /// Returns a member that must be there.
    pub(super) fn need(&self, name: &str, defects: &mut Defects<'_>) -> Option<&Place<'n, 'a>> {
        let found = self.get(name);
        if found.is_none() {
            let (at, way) = &self.owner;
            defects.add(*at, way.path(), format!("{name} is missing"));
        }
        found
    }
}

/// Finds the known word that takes the fewest changes of a letter.
pub(super) fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let word: Vec<char> = word.chars().take(64).collect();
    known
        .iter()
        .min_by_key(|other| changes(&word, other))
        .copied()
}

/// Counts the letters to put in, to leave out or to change (the distance of Levenshtein).
fn changes(word: &[char], other: &str) -> usize {
    let mut row: Vec<usize> = (0..=word.len()).collect();
    for (line, letter) in other.chars().enumerate() {
        let mut next = vec![line + 1];
        for ((same, (above_left, above)), left) in word
            .iter()
            .map(|own| *own == letter)
            .zip(row.iter().zip(row.iter().skip(1)))
            .zip(0..)
        {
            let left: usize = next.get(left).copied().unwrap_or_default();
            next.push(
                (above_left + usize::from(!same))
                    .min(above + 1)
                    .min(left + 1),
            );
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
