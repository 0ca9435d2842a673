//! Table options, as `SHOW CREATE TABLE` writes them.

use obmigrate_model::schema::Access;

use crate::catalog::oceanbase::scanner::Scanner;

/// Holds the options of a table.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in super::super) struct Options {
    pub(in super::super) access: Access,
    pub(in super::super) charset: Option<String>,
    pub(in super::super) auto_increment: Option<u64>,
    /// Those that neither say how rows are stored on disk nor are known.
    pub(in super::super) strange: Vec<String>,
}

/// Reads the options up to `partition by` or the end.
pub(super) fn read(text: &mut Scanner<'_>) -> Option<Options> {
    let mut options = Options::default();
    loop {
        text.skip_blanks();
        let start = text.position();
        if text.rest().is_empty() || starts_partitions(text) {
            return Some(options);
        }
        match text.word()?.as_str() {
            "READ" if text.accept("ONLY") => options.access = Access::ReadOnly,
            "ORGANIZATION" if text.accept("INDEX") => {}
            "DEFAULT" if text.accept("CHARSET") => {
                options.charset = Some(value(text)?.to_ascii_lowercase());
            }
            "AUTO_INCREMENT" => options.auto_increment = Some(value(text)?.parse().ok()?),
            // The list of tables has both. How rows are stored on disk says nothing about them.
            "COLLATE" | "COMMENT" | "ROW_FORMAT" | "COMPRESSION" | "BLOCK_SIZE" | "TABLET_SIZE"
            | "PCTFREE" | "REPLICA_NUM" | "USE_BLOOM_FILTER" => drop(value(text)?),
            _ => {
                value(text)?;
                options.strange.push(text.since(start));
            }
        }
    }
}

fn starts_partitions(text: &Scanner<'_>) -> bool {
    let partition_by = b"partition by";
    text.rest()
        .get(..partition_by.len())
        .is_some_and(|next| next.eq_ignore_ascii_case(partition_by))
}

/// Reads the value of an option, with or without an equals sign in front.
fn value(text: &mut Scanner<'_>) -> Option<String> {
    text.skip_blanks();
    text.eat(b"=");
    text.skip_blanks();
    let start = text.position();
    match text.peek() {
        Some(b'\'') => return text.string(),
        Some(b'(') => drop(text.parenthesised()?),
        Some(_) | None => {
            while text
                .peek()
                .is_some_and(|byte| !byte.is_ascii_whitespace() && byte != b',')
            {
                text.next();
            }
        }
    }
    Some(text.since(start))
}
