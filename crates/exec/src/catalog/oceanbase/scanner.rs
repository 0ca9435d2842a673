//! Takes the text of `SHOW CREATE TABLE` apart, byte by byte: it need not be UTF-8, since the
//! default of a binary column stands there as it is (measured on 4.3.5).

use obmigrate_model::Ident;

/// Walks over a text. A step that does not find what it looks for returns none.
pub(super) struct Scanner<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Scanner<'a> {
    pub(super) const fn new(text: &'a [u8]) -> Self {
        Self { text, at: 0 }
    }

    /// Returns how many bytes were walked over.
    pub(super) const fn position(&self) -> usize {
        self.at
    }

    /// Returns what is left.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Returns what was walked over since a position.
    pub(super) fn slice(&self, start: usize) -> &'a [u8] {
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// Returns what was walked over since a position as characters, without blanks around it.
    pub(super) fn since(&self, start: usize) -> String {
        String::from_utf8_lossy(self.slice(start)).trim().to_owned()
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.rest().first().copied()
    }

    pub(super) fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    pub(super) fn skip_blanks(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// Walks over a text, in upper or lower case, if it comes next.
    pub(super) fn eat(&mut self, expected: &[u8]) -> bool {
        let found = self
            .rest()
            .get(..expected.len())
            .is_some_and(|next| next.eq_ignore_ascii_case(expected));
        if found {
            self.at += expected.len();
        }
        found
    }

    /// Walks over a text that is the same byte by byte, if it comes next.
    pub(super) fn eat_exactly(&mut self, expected: &[u8]) -> bool {
        let found = self.rest().starts_with(expected);
        if found {
            self.at += expected.len();
        }
        found
    }

    /// Walks over a word, if it comes next as a whole, and over blanks before it.
    pub(super) fn accept(&mut self, expected: &str) -> bool {
        let start = self.at;
        if self.word().is_some_and(|word| word == expected) {
            return true;
        }
        self.at = start;
        false
    }

    /// Reads a word behind blanks, in upper case.
    pub(super) fn word(&mut self) -> Option<String> {
        self.skip_blanks();
        let rest = self.rest();
        let length = rest
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_')
            .count();
        self.at += length;
        let word = rest.get(..length).filter(|word| !word.is_empty())?;
        Some(String::from_utf8_lossy(word).to_ascii_uppercase())
    }

    /// Reads a name in backticks, behind blanks.
    pub(super) fn name(&mut self) -> Option<Ident> {
        self.skip_blanks();
        Ident::new(String::from_utf8(self.quoted(b'`')?).ok()?).ok()
    }

    /// Reads names in parentheses, behind blanks.
    pub(super) fn names(&mut self) -> Option<Vec<Ident>> {
        self.skip_blanks();
        let mut inside = Scanner::new(self.parenthesised()?);
        let mut names = vec![inside.name()?];
        inside.skip_blanks();
        while inside.eat(b",") {
            names.push(inside.name()?);
            inside.skip_blanks();
        }
        inside.rest().is_empty().then_some(names)
    }

    /// Reads the names in parentheses, behind blanks, that an index stores. A backtick in them is
    /// not doubled, unlike everywhere else (OceanBase 4.3.5, measured), so they end where the words
    /// behind them begin.
    pub(super) fn stored_names(&mut self) -> Option<Vec<Ident>> {
        const END: &[u8] = b"`) BLOCK_SIZE";
        self.skip_blanks();
        if !self.eat(b"(`") {
            return None;
        }
        let rest = self.rest();
        let length = rest.windows(END.len()).position(|part| part == END)?;
        let inside = std::str::from_utf8(rest.get(..length)?).ok()?;
        self.at += length + "`)".len();
        let names = inside.split("`, `");
        names.map(|name| Ident::new(name).ok()).collect()
    }

    /// Reads a character string behind blanks; what is no UTF-8 in it is replaced.
    pub(super) fn string(&mut self) -> Option<String> {
        self.skip_blanks();
        let bytes = self.quoted(b'\'')?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Reads what stands in quotes. Only a backtick does without backslashes.
    pub(super) fn quoted(&mut self, quote: u8) -> Option<Vec<u8>> {
        if self.peek() != Some(quote) {
            return None;
        }
        self.at += 1;
        let mut inside = Vec::new();
        loop {
            let byte = self.next()?;
            if byte == quote {
                if self.peek() != Some(quote) {
                    return Some(inside);
                }
                self.at += 1;
                inside.push(quote);
            } else if byte == b'\\' && quote != b'`' {
                inside.push(unescaped(self.next()?));
            } else {
                inside.push(byte);
            }
        }
    }

    /// Reads what stands in parentheses, as it is.
    pub(super) fn parenthesised(&mut self) -> Option<&'a [u8]> {
        if !self.eat(b"(") {
            return None;
        }
        let start = self.at;
        let mut depth = 1_u32;
        loop {
            match self.peek()? {
                quote @ (b'\'' | b'"' | b'`') => drop(self.quoted(quote)?),
                byte => {
                    self.at += 1;
                    match byte {
                        b'(' => depth += 1,
                        b')' => depth -= 1,
                        _ => {}
                    }
                }
            }
            if depth == 0 {
                return self.text.get(start..self.at - 1);
            }
        }
    }

    /// Walks to the next comma or closing parenthesis that is not inside of anything.
    pub(super) fn skip_item(&mut self) -> Option<()> {
        loop {
            match self.peek()? {
                b',' | b')' => return Some(()),
                b'(' => drop(self.parenthesised()?),
                quote @ (b'\'' | b'"' | b'`') => drop(self.quoted(quote)?),
                _ => self.at += 1,
            }
        }
    }

    /// Splits what is left at the commas that are not inside of anything.
    pub(super) fn items(mut self) -> Option<Vec<&'a [u8]>> {
        let mut items = Vec::new();
        let mut start = self.at;
        while !self.rest().is_empty() {
            match self.peek()? {
                b',' => {
                    items.push(self.text.get(start..self.at)?);
                    self.at += 1;
                    start = self.at;
                }
                b'(' => drop(self.parenthesised()?),
                quote @ (b'\'' | b'"' | b'`') => drop(self.quoted(quote)?),
                _ => self.at += 1,
            }
        }
        items.push(self.text.get(start..)?);
        Some(items)
    }
}

/// MySQL manual, "String Literals".
const fn unescaped(byte: u8) -> u8 {
    match byte {
        b'0' => 0,
        b'b' => 8,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'Z' => 0x1a,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_parentheses_nest() {
        let mut text = Scanner::new(br"`a``b` 'it\'s, '' \\' (f(')', `(`, '\')'), x) rest");
        assert_eq!(text.name().expect("a name").as_str(), "a`b");
        assert_eq!(text.string().as_deref(), Some(r"it's, ' \"));
        text.skip_blanks();
        let inside: &[u8] = br"f(')', `(`, '\')'), x";
        assert_eq!(text.parenthesised(), Some(inside));
        assert_eq!(text.word().as_deref(), Some("REST"));
        assert_eq!(text.word(), None);
    }

    #[test]
    fn what_does_not_end_is_nothing() {
        let check = |text: &str| {
            assert_eq!(
                Scanner::new(text.as_bytes()).parenthesised(),
                None,
                "{text}"
            );
        };
        check("(a");
        check("(')'");
        check(r"('\')");
        check("a)");
        assert_eq!(Scanner::new(b"'a\\").quoted(b'\''), None);
    }

    #[test]
    fn items_end_at_outer_commas() {
        let items = Scanner::new(b"a,(b,c),`d,`,'e,'").items();
        let expected: [&[u8]; 4] = [b"a", b"(b,c)", b"`d,`", b"'e,'"];
        assert_eq!(items.as_deref(), Some(expected.as_slice()));
    }
}
