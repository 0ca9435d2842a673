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
        for file in bundle(plan).files {
            self.write(&format!("sql/{}", file.name), &file.content)?;
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
