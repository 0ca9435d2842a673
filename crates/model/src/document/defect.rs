//! What is wrong in a text, and where.

use std::fmt;

/// Says what is wrong at one place of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "four facts make a defect")]
pub struct Defect {
    /// Where in the document, such as `body.tables.orders.columns[3].data_type`; empty if it is the
    /// whole document, or where the text is no JSON.
    pub path: String,
    /// What is wrong.
    pub reason: String,
    /// The line, counted from 1, if there is one to look at.
    pub line: Option<usize>,
    /// The character in the line, counted from 1.
    pub column: Option<usize>,
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.reason)?;
        match (self.line, self.column) {
            (Some(line), Some(column)) => write!(f, " at line {line} column {column}"),
            (Some(line), None) => write!(f, " at line {line}"),
            (None, _) => Ok(()),
        }
    }
}

/// So many defects are reported at most: whoever has more mends these first.
pub(crate) const MOST_DEFECTS: usize = 100;

/// Collects the defects of a text.
pub(crate) struct Defects<'a> {
    text: &'a [u8],
    /// Where each line starts.
    lines: Vec<usize>,
    found: Vec<(usize, Defect)>,
}

impl<'a> Defects<'a> {
    pub(crate) fn of(text: &'a [u8]) -> Self {
        let breaks = text.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        Self {
            text,
            lines: std::iter::once(0)
                .chain(breaks.map(|(at, _)| at + 1))
                .collect(),
            found: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, at: usize, path: String, reason: impl Into<String>) {
        if self.are_many() {
            return;
        }
        let line = self.lines.partition_point(|start| *start <= at);
        let start = self.lines.get(line.wrapping_sub(1)).copied();
        let before = self.text.get(start.unwrap_or(0)..at).unwrap_or_default();
        // Bytes that continue a character do not count.
        let characters = before.iter().filter(|byte| **byte & 0xC0 != 0x80).count();
        self.found.push((
            at,
            Defect {
                path,
                reason: reason.into(),
                line: Some(line),
                column: Some(characters + 1),
            },
        ));
    }

    /// Adds what `serde_json` says of a text.
    pub(crate) fn add_error(&mut self, error: &serde_json::Error) {
        let start = self.lines.get(error.line().saturating_sub(1)).copied();
        let at = start.unwrap_or(0) + error.column().saturating_sub(1);
        let place = format!(" at line {} column {}", error.line(), error.column());
        let reason = error.to_string();
        let reason = reason.strip_suffix(&place).unwrap_or(&reason);
        self.add(at, String::new(), reason);
    }

    pub(crate) fn are_many(&self) -> bool {
        self.found.len() >= MOST_DEFECTS
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Returns them in the order of the text, with a last one that says if there may be more.
    pub(crate) fn finish(mut self) -> Vec<Defect> {
        let many = self.are_many();
        self.found.sort_by_key(|(at, _)| *at);
        let mut defects: Vec<_> = self.found.into_iter().map(|(_, defect)| defect).collect();
        if many {
            defects.push(Defect {
                path: String::new(),
                reason: format!("and more: {MOST_DEFECTS} defects are shown at most"),
                line: None,
                column: None,
            });
        }
        defects
    }
}
