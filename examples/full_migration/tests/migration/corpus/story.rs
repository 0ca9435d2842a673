//! A case of the corpus, as its script tells it.

use std::fs;
use std::path::{Path, PathBuf};

use obmigrate_diff::{Hint, Named};
use obmigrate_model::Ident;

/// What is there before, what shall be there after, and what is said to the planner.
#[derive(Default)]
pub(super) struct Story {
    /// The area and the case.
    pub(super) name: String,
    pub(super) before: Vec<String>,
    pub(super) after: Vec<String>,
    pub(super) renames: Vec<Hint>,
    pub(super) refuted: Vec<Hint>,
    pub(super) values: Vec<(Ident, Ident, String)>,
}

/// Reads all stories of a dialect, each with its folder, in order.
pub(super) fn all(dialect: &str) -> Vec<(PathBuf, Story)> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut stories = Vec::new();
    for area in folders(&corpus) {
        for case in folders(&area) {
            let script = case.join(dialect).with_extension("sql");
            if script.exists() {
                let name = case.strip_prefix(&corpus).unwrap().display().to_string();
                let text = fs::read_to_string(script).unwrap();
                stories.push((case, Story::read(name, &text)));
            }
        }
    }
    stories
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    folders.retain(|path| path.is_dir());
    folders.sort();
    folders
}

impl Story {
    fn read(name: String, text: &str) -> Self {
        let mut story = Self {
            name,
            ..Self::default()
        };
        let (mut before, mut after) = (String::new(), String::new());
        let mut part: Option<&mut String> = None;
        for line in text.lines() {
            match line.strip_prefix("-- ") {
                Some("before") => part = Some(&mut before),
                Some("after") => part = Some(&mut after),
                Some(said) => story.hear(said),
                None => {
                    let part = part.as_mut().unwrap();
                    part.push_str(line);
                    part.push('\n');
                }
            }
        }
        story.before = statements(&before);
        story.after = statements(&after);
        story
    }

    fn hear(&mut self, said: &str) {
        let (word, rest) = said.split_once(' ').unwrap_or((said, ""));
        match word {
            "rename" => self.renames.push(rest.parse().unwrap()),
            "not-rename" => self.refuted.push(rest.parse().unwrap()),
            "value" => match Named::read(rest).unwrap() {
                (Named::Column(table, column), expression) => {
                    let expression = expression.strip_prefix('=').unwrap().to_owned();
                    self.values.push((table, column, expression));
                }
                (Named::Table(_) | Named::Key(..), _) => panic!("{}: {said}", self.name),
            },
            // Any other line explains.
            _ => {}
        }
    }
}

fn statements(script: &str) -> Vec<String> {
    let pieces = script.split(";\n").map(str::trim);
    let pieces = pieces.filter(|piece| !piece.is_empty());
    pieces.map(ToOwned::to_owned).collect()
}
