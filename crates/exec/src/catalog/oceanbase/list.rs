//! The list of tables and views, which also tells whether any of them was changed.

use std::collections::BTreeMap;

use obmigrate_model::{Dialect, Ident, Statement, Value, sql::Writer};

use crate::catalog::fields::odd;
use crate::{Connection, Error, collect};

/// Holds what a list of the tables says of one. Every change of its definition, of an index, a
/// constraint or a trigger of it changes the time, to the microsecond (measured on 4.3.5).
#[derive(PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) is_view: bool,
    created: String,
    changed: String,
    pub(super) collation: Option<String>,
    pub(super) comment: Option<String>,
}

/// Lists the tables and views. `information_schema` has the times in whole seconds only (measured).
pub(super) async fn list(
    connection: &mut dyn Connection,
    database: &Ident,
) -> Result<BTreeMap<Ident, Listed>, Error> {
    let mut sql = Writer::new(Dialect::OceanBase);
    sql.kw("SHOW TABLE STATUS FROM ").ident(database);
    let mut listed = BTreeMap::new();
    for row in collect(connection, &sql.finish()).await? {
        // The columns are those of MySQL (manual, "SHOW TABLE STATUS Statement").
        let text = |position: usize| -> Result<Option<String>, Error> {
            match row.get(position) {
                Some(Value::Null) => Ok(None),
                Some(Value::Text(text)) => Ok(Some(text.clone())),
                Some(Value::Bytes(bytes)) => Ok(Some(String::from_utf8_lossy(bytes).into_owned())),
                Some(Value::Boolean(_) | Value::Integer(_) | Value::Number(_)) | None => {
                    Err(odd("the list of tables has other columns"))
                }
            }
        };
        let name = Ident::new(text(0)?.unwrap_or_default()).map_err(|_| odd("a name is empty"))?;
        let table = Listed {
            is_view: text(1)?.is_none(),
            created: text(11)?.unwrap_or_default(),
            changed: text(12)?.unwrap_or_default(),
            collation: text(14)?,
            comment: text(17)?.filter(|comment| !comment.is_empty()),
        };
        listed.insert(name, table);
    }
    Ok(listed)
}

/// Says whether one of them changed within the last seconds.
pub(super) async fn is_recent(
    connection: &mut dyn Connection,
    listed: &BTreeMap<Ident, Listed>,
) -> Result<bool, Error> {
    let query = Statement::new("SELECT CAST(NOW(6) - INTERVAL 2 SECOND AS CHAR)");
    let rows = collect(connection, &query).await?;
    let Some(limit) = rows.first().and_then(|row| row.first()?.as_text()) else {
        return Err(odd("the server has no clock"));
    };
    // Both are in the zone of the session, and times with all their digits compare as texts.
    Ok(listed
        .values()
        .any(|table| table.created.as_str() > limit || table.changed.as_str() > limit))
}
