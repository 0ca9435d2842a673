//! Makes sure that what is not seen is not there.

use obmigrate_model::{Ident, Statement};

use crate::catalog::fields;
use crate::{Connection, Error, ErrorKind, collect};

/// Makes sure that the database exists and that the user may see something in it.
pub(super) async fn check_database(
    connection: &mut dyn Connection,
    name: &Ident,
) -> Result<(), Error> {
    let query = "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = $1";
    if fields::rows(connection, query, name.as_str())
        .await?
        .is_empty()
    {
        let doing = format!("looking for the database {name}");
        return Err(Error::new(ErrorKind::Missing, doing)
            .with_reason("it does not exist, or the user may see nothing in it"));
    }
    let query = "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = $1 LIMIT 1";
    let is_empty = fields::rows(connection, query, name.as_str())
        .await?
        .is_empty();
    if is_empty && !sees_everything(connection, name).await? {
        let doing = format!("looking for tables in the database {name}");
        return Err(Error::new(ErrorKind::Denied, doing)
            .with_reason("the user holds no privilege on it, so an empty answer proves nothing"));
    }
    Ok(())
}

/// Says whether the user holds a privilege on the whole database. Without any, the catalogue answers
/// with no rows instead of an error (measured on 4.3.5).
pub(super) async fn sees_everything(
    connection: &mut dyn Connection,
    name: &Ident,
) -> Result<bool, Error> {
    let grants = collect(connection, &Statement::new("SHOW GRANTS")).await?;
    Ok(grants
        .iter()
        .filter_map(|row| row.first()?.as_text())
        .any(|grant| covers(grant, name)))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grants_are_read() {
        let name = Ident::new("app").expect("it is a name");
        let check = |grant: &str, expected| assert_eq!(covers(grant, &name), expected, "{grant}");
        check(
            "GRANT ALL PRIVILEGES ON *.* TO 'root' WITH GRANT OPTION",
            true,
        );
        check("GRANT USAGE ON *.* TO 'u'", false);
        check("GRANT SELECT ON `app`.* TO 'u'", true);
        check("GRANT SELECT ON `application`.* TO 'u'", false);
        check("GRANT SELECT ON `app`.`t` TO 'u'", false);
        check("GRANT `r`@`%` TO `u`@`%`", true);
    }
}
