//! The folder that a run leaves behind: documents, SQL files, report.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use obmigrate_codegen::bundle;
use obmigrate_diff::{Language, Report};
use obmigrate_exec::Archive;
use obmigrate_model::document::{Body, Limits};
use obmigrate_model::plan::Plan;
use obmigrate_model::{Document, Fingerprint, Ident};

use crate::failure::Failure;

/// The program's name in documents and journals.
pub(crate) const PRODUCER: &str = concat!("obmigrate full_migration ", env!("CARGO_PKG_VERSION"));

pub(crate) struct Folder(PathBuf);

impl Folder {
    /// Uses a folder; it is created with the first file.
    pub(crate) fn new(path: &Path) -> Self {
        Self(path.to_owned())
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn write(&self, name: &str, content: &str) -> Result<(), Failure> {
        let path = self.0.join(name);
        let parent = path.parent().unwrap_or(&self.0);
        fs::create_dir_all(parent)
            .and_then(|()| fs::write(&path, content))
            .map_err(|error| Failure::file("writing", &path, &error))
    }

    pub(crate) fn write_document<T: Body>(
        &self,
        name: &str,
        document: &Document<T>,
    ) -> Result<(), Failure> {
        let json = document
            .to_json()
            .map_err(|error| Failure::document(name, &error))?;
        self.write(name, &json)
    }

    pub(crate) fn wrap<T: Body>(&self, name: &str, body: T) -> Result<(), Failure> {
        let document =
            Document::new(PRODUCER, body).map_err(|error| Failure::document(name, &error))?;
        self.write_document(name, &document)
    }

    /// Writes what a review needs: the diff, the plan and the SQL files.
    pub(crate) fn write_plan(&self, report: &Report, plan: &Plan) -> Result<(), Failure> {
        self.wrap("diff.json", report.clone())?;
        self.write(
            "diff.md",
            &obmigrate_diff::render_markdown(report, Language::English),
        )?;
        self.wrap("plan.json", plan.clone())?;
        self.remove_bundle()?;
        let files = bundle(plan).files;
        // The manifest, which comes last, is written first: it tells what to remove next time, even
        // if this time ends in the middle.
        for file in files.iter().rev() {
            self.write(&format!("sql/{}", file.name), &file.content)?;
        }
        Ok(())
    }

    /// Removes the SQL files of a plan that was written here before: a person runs whatever is in the
    /// folders. Only what the manifest lists is touched.
    fn remove_bundle(&self) -> Result<(), Failure> {
        let folder = self.0.join("sql");
        let Ok(manifest) = fs::read_to_string(folder.join("manifest.json")) else {
            return Ok(());
        };
        for name in bundled_names(&manifest) {
            let path = folder.join(name);
            match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(Failure::file("removing", &path, &error));
                }
                Ok(()) | Err(_) => {}
            }
        }
        Ok(())
    }

    pub(crate) fn read_plan(&self) -> Result<Plan, Failure> {
        let path = self.0.join("plan.json");
        let json = fs::read(&path).map_err(|error| Failure::file("reading", &path, &error))?;
        let document = Document::<Plan>::from_slice(&json, &Limits::default())
            .map_err(|error| Failure::document(&path.display().to_string(), &error))?;
        Ok(document.body)
    }

    /// Keeps the target's address for `cleanup` and `rollback`, unless it holds a password.
    pub(crate) fn write_target(&self, url: &str) -> Result<(), Failure> {
        let authority = url.split_once("://").map_or(url, |(_, rest)| rest);
        let user = authority.rsplit_once('@').map_or("", |(user, _)| user);
        if user.contains(':') {
            Ok(())
        } else {
            self.write("target.url", url)
        }
    }

    pub(crate) fn read_target(&self) -> Option<String> {
        fs::read_to_string(self.0.join("target.url")).ok()
    }
}

/// Lists the files of a manifest whose names a bundle can have: none of them leads out of its folder.
fn bundled_names(manifest: &str) -> Vec<String> {
    let manifest: serde_json::Value = serde_json::from_str(manifest).unwrap_or_default();
    let format = manifest.get("format").and_then(|format| format.as_str());
    if format != Some("obmigrate/bundle") {
        return Vec::new();
    }
    let files = manifest.get("files").and_then(|files| files.as_array());
    let is_plain = |part: &str| {
        let mut characters = part.chars();
        characters.next().is_some_and(|c| c.is_ascii_alphanumeric())
            && characters.all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
    };
    files
        .into_iter()
        .flatten()
        .filter_map(|file| file.get("name")?.as_str())
        .filter(|name| name.split('/').count() <= 2 && name.split('/').all(is_plain))
        .map(str::to_owned)
        .collect()
}

/// Backups go to `backup/*.sql`, named so that any table name is a file name.
impl Archive for Folder {
    fn open(&mut self, table: &Ident) -> io::Result<Box<dyn Write + Send>> {
        let folder = self.0.join("backup");
        fs::create_dir_all(&folder)?;
        let plain = table
            .as_str()
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_');
        let name = if plain {
            table.as_str().to_owned()
        } else {
            Fingerprint::of_bytes(table.as_str().as_bytes())
                .short()
                .to_owned()
        };
        let file = fs::File::create(folder.join(format!("{name}.sql")))?;
        Ok(Box::new(io::BufWriter::new(file)))
    }
}

#[cfg(test)]
mod tests {
    use super::bundled_names;

    #[test]
    fn only_files_of_a_bundle_are_removed() {
        let check = |format: &str, name: &str, is_removed: bool| {
            let manifest = serde_json::json!({ "format": format, "files": [{ "name": name }] });
            let names = bundled_names(&manifest.to_string());
            assert_eq!(names == [name], is_removed, "{format} {name}");
        };
        check("obmigrate/bundle", "README.md", true);
        check("obmigrate/bundle", "20_copy/004_orders.sql", true);
        check("obmigrate/bundle", "../plan.json", false);
        check("obmigrate/bundle", "/etc/passwd", false);
        check("obmigrate/bundle", "a/b/c", false);
        check("another/bundle", "README.md", false);
        assert_eq!(bundled_names("no JSON"), Vec::<String>::new());
    }
}
