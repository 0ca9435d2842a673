//! Reads lines of a bounded length.

use std::io::{self, BufRead, ErrorKind};

/// Reads one line after the other and never keeps more than the longest one that is taken.
pub(crate) struct Lines<R> {
    input: R,
    most: usize,
    line: Vec<u8>,
}

/// Holds what was read of a line, without its end.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line<'a> {
    /// All of it.
    Whole(&'a [u8]),
    /// Nothing: it is longer than what is taken.
    TooLong {
        /// How many bytes it has.
        bytes: usize,
    },
}

impl<R: BufRead> Lines<R> {
    /// Reads lines of up to `most` bytes.
    pub(crate) const fn new(input: R, most: usize) -> Self {
        Self {
            input,
            most,
            line: Vec::new(),
        }
    }

    /// Reads to the end of the next line, which the end of the input is, too; nothing if there is
    /// none.
    pub(crate) fn read(&mut self) -> io::Result<Option<Line<'_>>> {
        self.line.clear();
        let mut bytes: usize = 0;
        loop {
            let piece = match self.input.fill_buf() {
                Ok(piece) => piece,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if piece.is_empty() && bytes == 0 {
                return Ok(None);
            }
            let end = piece.iter().position(|byte| *byte == b'\n');
            let is_last = piece.is_empty() || end.is_some();
            let part = piece.get(..end.unwrap_or(piece.len())).unwrap_or_default();
            bytes = bytes.saturating_add(part.len());
            if bytes <= self.most {
                reserve(&mut self.line, bytes, self.most);
                self.line.extend_from_slice(part);
            } else {
                // What was kept so far is of no use to anybody.
                self.line = Vec::new();
            }
            let used = part.len() + usize::from(end.is_some());
            self.input.consume(used);
            if is_last {
                break;
            }
        }
        Ok(Some(if bytes <= self.most {
            Line::Whole(&self.line)
        } else {
            Line::TooLong { bytes }
        }))
    }
}

/// Makes room for a line. A vector that grows by itself would take up to twice the limit.
fn reserve(line: &mut Vec<u8>, bytes: usize, most: usize) {
    if line.capacity() < bytes {
        let wanted = line.capacity().saturating_mul(2).max(bytes).min(most);
        line.reserve_exact(wanted.saturating_sub(line.len()));
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Read};

    use super::*;

    /// Hands out single bytes, and is interrupted before each of them.
    struct Dripping<'a> {
        bytes: &'a [u8],
        is_interrupted: bool,
    }

    impl Read for Dripping<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.is_interrupted = !self.is_interrupted;
            if self.is_interrupted {
                return Err(ErrorKind::Interrupted.into());
            }
            let (first, rest) = self.bytes.split_at(self.bytes.len().min(1));
            self.bytes = rest;
            buffer[..first.len()].copy_from_slice(first);
            Ok(first.len())
        }
    }

    fn check(input: &str, most: usize, expected: &[Line<'_>]) {
        let dripping = Dripping {
            bytes: input.as_bytes(),
            is_interrupted: false,
        };
        let mut fast = Lines::new(input.as_bytes(), most);
        let mut slow = Lines::new(BufReader::new(dripping), most);
        for line in expected {
            assert_eq!(fast.read().unwrap().as_ref(), Some(line), "{input:?}");
            assert_eq!(slow.read().unwrap().as_ref(), Some(line), "{input:?}");
            assert!(fast.line.capacity() <= most && slow.line.capacity() <= most);
        }
        assert_eq!(fast.read().unwrap(), None, "{input:?}");
        assert_eq!(slow.read().unwrap(), None, "{input:?}");
    }

    #[test]
    fn lines_end_with_a_newline_or_the_input() {
        check("", 9, &[]);
        check("a\nbc\n", 9, &[Line::Whole(b"a"), Line::Whole(b"bc")]);
        check(
            "a\n\nbc",
            9,
            &[Line::Whole(b"a"), Line::Whole(b""), Line::Whole(b"bc")],
        );
        check("\n", 9, &[Line::Whole(b"")]);
    }

    #[test]
    fn a_line_that_is_too_long_is_passed_over() {
        check(
            "abc\nabcd\nab",
            3,
            &[
                Line::Whole(b"abc"),
                Line::TooLong { bytes: 4 },
                Line::Whole(b"ab"),
            ],
        );
        check("abcd", 3, &[Line::TooLong { bytes: 4 }]);
    }

    #[test]
    fn no_more_than_the_limit_is_kept() {
        const MOST: usize = 100_000;
        let input = format!("{}\n{}\nend\n", "x".repeat(MOST), "x".repeat(50 * MOST));
        let mut lines = Lines::new(BufReader::with_capacity(7, input.as_bytes()), MOST);
        let whole = lines.read().unwrap();
        assert_eq!(whole, Some(Line::Whole("x".repeat(MOST).as_bytes())));
        assert_eq!(lines.line.capacity(), MOST);
        let bytes = 50 * MOST;
        assert_eq!(lines.read().unwrap(), Some(Line::TooLong { bytes }));
        assert_eq!(lines.line.capacity(), 0);
        assert_eq!(lines.read().unwrap(), Some(Line::Whole(b"end")));
    }
}
