//! Takes the rows of a catalogue query apart.

use obmigrate_model::{Dialect, Ident, Row, Statement, Value, sql::Writer};

use crate::{Connection, Error, ErrorKind, collect};

/// Hands out the values of one row from left to right.
pub(super) struct Fields(std::vec::IntoIter<Value>);

impl Fields {
    /// Returns the next value as it is.
    pub(super) fn value(&mut self) -> Result<Value, Error> {
        self.0.next().ok_or_else(|| odd("a column is missing"))
    }

    /// Returns the next value as characters; `NULL` is none.
    pub(super) fn optional_text(&mut self) -> Result<Option<String>, Error> {
        match self.value()? {
            Value::Null => Ok(None),
            Value::Boolean(truth) => Ok(Some(truth.to_string())),
            Value::Integer(number) => Ok(Some(number.to_string())),
            Value::Number(text) | Value::Text(text) => Ok(Some(text)),
            // OceanBase marks some catalogue columns as bytes.
            Value::Bytes(bytes) => String::from_utf8(bytes)
                .map(Some)
                .map_err(|_| odd("a text is not UTF-8")),
        }
    }

    /// Returns the next value as characters; `NULL` is empty.
    pub(super) fn text(&mut self) -> Result<String, Error> {
        self.optional_text().map(Option::unwrap_or_default)
    }

    /// Returns the next value as a name.
    pub(super) fn name(&mut self) -> Result<Ident, Error> {
        name(self.text()?)
    }

    /// Returns the next value as a name, if it is one.
    pub(super) fn optional_name(&mut self) -> Result<Option<Ident>, Error> {
        self.optional_text()?.map(name).transpose()
    }

    /// Returns the next value as what its JSON text says.
    pub(super) fn json<T: serde::de::DeserializeOwned>(&mut self) -> Result<Option<T>, Error> {
        self.optional_text()?
            .map(|text| serde_json::from_str(&text).map_err(|_| odd("a list is not JSON")))
            .transpose()
    }

    /// Returns the next value as a truth; `NULL` is false.
    pub(super) fn truth(&mut self) -> Result<bool, Error> {
        match self.value()? {
            Value::Null => Ok(false),
            Value::Boolean(truth) => Ok(truth),
            number @ (Value::Integer(_) | Value::Number(_) | Value::Text(_) | Value::Bytes(_)) => {
                Ok(number.as_integer().is_some_and(|number| number != 0))
            }
        }
    }

    /// Returns the next value as a whole number; `NULL` is none.
    pub(super) fn number(&mut self) -> Result<Option<i128>, Error> {
        let value = self.value()?;
        if value.is_null() {
            return Ok(None);
        }
        let number = value.as_integer();
        number.map(Some).ok_or_else(|| odd("a number is none"))
    }
}

/// Runs a constant query in which each `$1` stands for texts with commas between them
/// (`IN ($1)`, or `= $1` for a single one), and returns its rows.
pub(super) async fn rows<'a>(
    connection: &mut dyn Connection,
    query: &str,
    texts: impl IntoIterator<Item = &'a Ident>,
) -> Result<Vec<Fields>, Error> {
    let texts: Vec<&Ident> = texts.into_iter().collect();
    let statement = bind(connection.target().dialect, query, &texts);
    let rows = collect(connection, &statement).await?;
    Ok(rows.into_iter().map(fields).collect())
}

fn fields(row: Row) -> Fields {
    Fields(row.into_iter())
}

/// Writes texts into the places marked `$1`.
fn bind(dialect: Dialect, query: &str, texts: &[&Ident]) -> Statement {
    let mut sql = Writer::new(dialect);
    for (position, part) in query.split("$1").enumerate() {
        if position > 0 {
            sql.comma(texts, |sql, text| {
                sql.string(text.as_str());
            });
        }
        sql.expression(part);
    }
    sql.finish()
}

fn name(text: String) -> Result<Ident, Error> {
    Ident::new(text).map_err(|_| odd("a name is empty"))
}

/// Describes an answer that the queries cannot have.
pub(super) fn odd(reason: &str) -> Error {
    Error::new(ErrorKind::Internal, "reading the catalogue").with_reason(reason)
}
