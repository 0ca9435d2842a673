//! What the user may see: without a privilege the catalogue answers with no rows instead of an
//! error (measured on 4.3.5).

use std::collections::BTreeSet;

use obmigrate_model::{Ident, Statement};

use crate::catalog::fields;
use crate::{Connection, Error, ErrorKind, collect};

/// Holds the lines of `SHOW GRANTS`.
pub(super) struct Grants(Vec<String>);

impl Grants {
    pub(super) async fn read(connection: &mut dyn Connection) -> Result<Self, Error> {
        let rows = collect(connection, &Statement::new("SHOW GRANTS")).await?;
        let lines = rows.iter().filter_map(|row| row.first()?.as_text());
        Ok(Self(lines.map(str::to_owned).collect()))
    }

    /// Says whether the user holds a privilege on the whole database, and so sees all its tables.
    pub(super) fn see_all_of(&self, database: &Ident) -> bool {
        self.0.iter().any(|grant| covers(grant, database))
    }

    /// Says whether the user surely sees the triggers of a database, which takes `TRIGGER`
    /// (measured).
    pub(super) fn see_triggers_of(&self, database: &Ident) -> bool {
        self.0.iter().any(|grant| {
            let privileges = grant.split_once(" ON ").map_or("", |(before, _)| before);
            covers(grant, database)
                && privileges
                    .trim_start_matches("GRANT ")
                    .split(',')
                    .any(|word| matches!(word.trim(), "ALL" | "ALL PRIVILEGES" | "TRIGGER"))
        })
    }

    /// Refuses an answer without tables that proves nothing.
    pub(super) fn prove_empty(&self, database: &Ident) -> Result<(), Error> {
        if self.see_all_of(database) {
            return Ok(());
        }
        let doing = format!("looking for tables in the database {database}");
        Err(Error::new(ErrorKind::Denied, doing)
            .with_reason("the user holds no privilege on it, so an empty answer proves nothing"))
    }
}

/// Says whether a line of `SHOW GRANTS` speaks of the database or of all. A line without `ON` grants
/// a role, which may hold anything.
fn covers(grant: &str, name: &Ident) -> bool {
    let Some((privileges, behind)) = grant.split_once(" ON ") else {
        return true;
    };
    let quoted = format!("`{}`.* ", name.as_str().replace('`', "``"));
    let plain = format!("{}.* ", name.as_str());
    privileges != "GRANT USAGE"
        && ["*.* ", &quoted, &plain]
            .iter()
            .any(|object| behind.starts_with(*object))
}

/// Names the tables of the server's own that exist and that the user may read: the list of tables
/// holds no others (measured).
pub(super) struct Readable(BTreeSet<String>);

impl Readable {
    pub(super) async fn read(connection: &mut dyn Connection) -> Result<Self, Error> {
        let query = "SELECT TABLE_NAME FROM information_schema.TABLES \
                     WHERE TABLE_SCHEMA IN ('oceanbase', 'information_schema') AND TABLE_NAME IN \
                     ('__all_database', '__all_table', '__all_column', '__all_part', \
                      '__all_sub_part', '__all_foreign_key', '__all_virtual_show_create_table', \
                      '__all_sequence_object', 'EVENTS')";
        let mut names = BTreeSet::new();
        for mut row in fields::rows(connection, query, []).await? {
            names.insert(row.text()?);
        }
        Ok(Self(names))
    }

    /// Says whether the table is there.
    pub(super) fn has(&self, table: &str) -> bool {
        self.0.contains(table)
    }

    /// Says whether these tables are there, and those that say what belongs to which database.
    pub(super) fn has_with_tables(&self, names: &[&str]) -> bool {
        ["__all_database", "__all_table"]
            .iter()
            .chain(names)
            .all(|name| self.has(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grants_are_read() {
        let name = Ident::new("app").expect("it is a name");
        let check = |grant: &str, sees_all, sees_triggers| {
            let grants = Grants(vec![grant.to_owned()]);
            assert_eq!(grants.see_all_of(&name), sees_all, "{grant}");
            assert_eq!(grants.see_triggers_of(&name), sees_triggers, "{grant}");
        };
        check(
            "GRANT ALL PRIVILEGES ON *.* TO 'root' WITH GRANT OPTION",
            true,
            true,
        );
        check("GRANT USAGE ON *.* TO 'u'", false, false);
        check("GRANT SELECT ON `app`.* TO 'u'", true, false);
        check("GRANT SELECT, TRIGGER ON `app`.* TO 'u'", true, true);
        check("GRANT TRIGGER ON `application`.* TO 'u'", false, false);
        check("GRANT SELECT ON `app`.`t` TO 'u'", false, false);
        check("GRANT `r`@`%` TO `u`@`%`", true, false);
    }
}
