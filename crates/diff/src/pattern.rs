//! Patterns for paths in a schema.

use std::fmt;
use std::str::FromStr;

use obmigrate_model::ObjectPath;
use obmigrate_model::pattern::{Glob, PatternError};

/// Matches paths in a schema, and everything inside of what it matches: `tables.audit_*`,
/// `tables.*.comment`, `tables.orders.indexes.by_*.visibility`.
///
/// Each segment between dots is like a [`Glob`]; `**` stands for any number of segments:
/// `**.comment`. A dot, star or question mark that belongs to a name stands in double quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathPattern {
    text: String,
    segments: Vec<Segment>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Segment {
    AnyNumber,
    One(Glob),
}

impl PathPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// `model/invalid-pattern` if a segment is empty or if a quote does not end.
    pub fn new(text: &str) -> Result<Self, PatternError> {
        let any_number = Glob::new("**")?;
        let segments = Glob::split(text)?.into_iter().map(|glob| {
            if glob == any_number {
                Segment::AnyNumber
            } else {
                Segment::One(glob)
            }
        });
        Ok(Self {
            text: text.to_owned(),
            segments: segments.collect(),
        })
    }

    /// Returns the pattern as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Says whether it matches a path, or something that the path is inside of.
    #[must_use]
    pub fn matches(&self, path: &ObjectPath) -> bool {
        let path = path.segments();
        // The positions in the pattern that the path can have led to so far, in order.
        let mut reached = vec![0];
        for segment in &path {
            self.skip(&mut reached);
            if reached.contains(&self.segments.len()) {
                return true;
            }
            reached = reached
                .into_iter()
                .filter_map(|at| match self.segments.get(at)? {
                    Segment::AnyNumber => Some(at),
                    Segment::One(glob) => glob.matches_text(segment).then_some(at + 1),
                })
                .collect();
            reached.dedup();
        }
        self.skip(&mut reached);
        reached.contains(&self.segments.len())
    }

    /// Adds where one gets by taking `**` for no segment.
    fn skip(&self, reached: &mut Vec<usize>) {
        let mut next = 0;
        while let Some(&at) = reached.get(next) {
            if self.segments.get(at) == Some(&Segment::AnyNumber) && !reached.contains(&(at + 1)) {
                reached.push(at + 1);
            }
            next += 1;
        }
        reached.sort_unstable();
    }
}

impl fmt::Display for PathPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for PathPattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        Self::new(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_and_what_is_inside_match() {
        let check = |pattern: &str, path: &[&str], expected| {
            let pattern = PathPattern::new(pattern).unwrap();
            let path = path
                .iter()
                .fold(ObjectPath::root(), |path, segment| path.join(segment));
            assert_eq!(pattern.matches(&path), expected, "{pattern} {path}");
        };
        let comment = ["tables", "orders", "columns", "total", "comment"];
        check("tables.orders", &comment, true);
        check("tables.ord*", &comment, true);
        check("tables.*.comment", &comment, false);
        check("tables.*.columns.*.comment", &comment, true);
        check("tables.*.columns.*.comment.x", &comment, false);
        check("**.comment", &comment, true);
        check("tables.**.comment", &comment, true);
        check("tables.**.com?ent", &["tables", "orders", "comment"], true);
        check("**.orders.**.comment", &comment, true);
        check("**", &comment, true);
        check("**.indexes.**", &comment, false);
        check("tables.\"a.*\"", &["tables", "a.*", "comment"], true);
        check("tables.\"a.*\"", &["tables", "a.b"], false);
        check("tables", &[], false);
    }

    #[test]
    fn a_long_pattern_does_not_explode() {
        let pattern = PathPattern::new(&["**"; 200].join(".a.")).unwrap();
        let path = (0..200).fold(ObjectPath::root(), |path, _| path.join("b"));
        assert!(!pattern.matches(&path));
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for text in ["", "tables..x", "\"open"] {
            assert_eq!(
                PathPattern::new(text).unwrap_err().code(),
                "model/invalid-pattern"
            );
        }
    }
}
