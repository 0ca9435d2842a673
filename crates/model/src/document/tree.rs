//! A JSON text as a tree that knows where everything stands.
//!
//! Unlike `serde_json::Value` it keeps the order of names, names that stand twice, and numbers of
//! any size, so that whatever is wrong can be shown where it is.

use std::borrow::Cow;

use super::defect::Defects;

/// Holds one value and where it starts.
pub(crate) struct Node<'a> {
    /// The first byte.
    pub(crate) at: usize,
    pub(crate) kind: Kind<'a>,
}

pub(crate) enum Kind<'a> {
    Null,
    Bool(bool),
    /// As it is written.
    Number(&'a str),
    Text(Cow<'a, str>),
    List(Series<Node<'a>>),
    Object(Series<Entry<'a>>),
    /// Stands for what was looked at: it reads as whatever is asked for.
    Settled,
}

/// Holds items, of which the first ones may be done with.
pub(crate) struct Series<T> {
    pub(crate) items: Vec<T>,
    pub(crate) done: usize,
}

pub(crate) struct Entry<'a> {
    /// The first byte of the name.
    pub(crate) at: usize,
    pub(crate) name: Cow<'a, str>,
    pub(crate) value: Node<'a>,
}

/// Names a member of an object in a path; names that are more than a word are written as JSON.
pub(crate) fn member(path: &str, name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    let dot = if path.is_empty() { "" } else { "." };
    if !name.is_empty() && name.chars().all(plain) {
        format!("{path}{dot}{name}")
    } else {
        format!("{path}{dot}{}", serde_json::Value::from(name))
    }
}

/// Reads a text that is known to be JSON. A name that stands twice in an object is a defect, and
/// only the first of the two is kept.
pub(crate) fn read<'a>(text: &'a str, defects: &mut Defects<'_>) -> Node<'a> {
    let mut scanner = Scanner {
        text,
        at: 0,
        trail: Vec::new(),
        defects,
    };
    scanner.value()
}

/// Leads from a value to one in it.
enum Segment<'a> {
    Member(Cow<'a, str>),
    Item(usize),
}

/// Walks over a text. Whether it is JSON was found out before, so whatever does not fit is passed
/// over.
struct Scanner<'a, 'd, 't> {
    text: &'a str,
    at: usize,
    trail: Vec<Segment<'a>>,
    defects: &'d mut Defects<'t>,
}

impl<'a> Scanner<'a, '_, '_> {
    fn peek(&mut self) -> Option<u8> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let blank = rest.iter().take_while(|byte| is_blank(**byte)).count();
        self.at += blank;
        rest.get(blank).copied()
    }

    fn defect(&mut self, at: usize, reason: &str) {
        let path = self
            .trail
            .iter()
            .fold(String::new(), |path, segment| match segment {
                Segment::Member(name) => member(&path, name),
                Segment::Item(position) => format!("{path}[{position}]"),
            });
        self.defects.add(at, path, reason);
    }

    fn value(&mut self) -> Node<'a> {
        let first = self.peek();
        let at = self.at;
        let kind = match first {
            Some(b'{') => Kind::Object(self.object()),
            Some(b'[') => Kind::List(self.list()),
            Some(b'"') => self.text().map_or(Kind::Settled, Kind::Text),
            _ => match self.word() {
                "null" => Kind::Null,
                "true" => Kind::Bool(true),
                "false" => Kind::Bool(false),
                number => Kind::Number(number),
            },
        };
        Node { at, kind }
    }

    fn word(&mut self) -> &'a str {
        let start = self.at;
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        let ends = |byte: &u8| is_blank(*byte) || matches!(byte, b',' | b']' | b'}' | b':');
        self.at += rest.iter().position(ends).unwrap_or(rest.len());
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn text(&mut self) -> Option<Cow<'a, str>> {
        let start = self.at;
        let rest = self.text.as_bytes().get(start + 1..).unwrap_or_default();
        let (mut escapes, mut escaped) = (false, false);
        let length = rest.iter().position(|byte| {
            let ends = !escaped && *byte == b'"';
            escaped = !escaped && *byte == b'\\';
            escapes |= escaped;
            ends
        });
        let end = start + 1 + length.unwrap_or(rest.len());
        self.at = end + 1;
        if !escapes {
            return self.text.get(start + 1..end).map(Cow::Borrowed);
        }
        match serde_json::from_str(self.text.get(start..=end).unwrap_or_default()) {
            Ok(text) => Some(Cow::Owned(text)),
            // Half of a pair of `\u` escapes.
            Err(_) => {
                self.defect(start, "an escape that stands for no character");
                None
            }
        }
    }

    fn list(&mut self) -> Series<Node<'a>> {
        self.at += 1;
        let mut items = Vec::new();
        while self.peek().is_some_and(|byte| byte != b']') {
            self.trail.push(Segment::Item(items.len()));
            items.push(self.value());
            self.trail.pop();
            self.pass(b',');
        }
        self.at += 1;
        Series { items, done: 0 }
    }

    fn object(&mut self) -> Series<Entry<'a>> {
        self.at += 1;
        let mut items: Vec<Entry<'a>> = Vec::new();
        let mut names = std::collections::BTreeSet::new();
        while self.peek().is_some_and(|byte| byte != b'}') {
            let at = self.at;
            let name = self.text();
            self.pass(b':');
            self.trail
                .push(Segment::Member(name.clone().unwrap_or_default()));
            let value = self.value();
            if let Some(name) = name {
                if names.insert(name.clone()) {
                    items.push(Entry { at, name, value });
                } else {
                    self.defect(at, &format!("the name {name} stands twice"));
                }
            }
            self.trail.pop();
            self.pass(b',');
        }
        self.at += 1;
        Series { items, done: 0 }
    }

    fn pass(&mut self, wanted: u8) {
        if self.peek() == Some(wanted) {
            self.at += 1;
        }
    }
}

const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}
