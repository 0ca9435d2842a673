//! Sequences, on their own and behind columns.

use super::cursor::{Cursor, Name, Read};
use super::draft::Draft;
use crate::data_type::{IntegerWidth, spelling};
use crate::sequence::{ColumnName, Exhaustion, Sequence, SequenceLimits};
use crate::{DataType, Generation, Ident, Identity, given_names};

/// Holds the options of a sequence as they are written.
#[derive(Debug, Default)]
pub(super) struct Options {
    data_type: Option<DataType>,
    name: Option<Name>,
    start: Option<i64>,
    increment: Option<i64>,
    minimum: Option<i64>,
    maximum: Option<i64>,
    cache: Option<i64>,
    cycles: bool,
    owner: Owner,
}

#[derive(Debug, Default)]
enum Owner {
    #[default]
    Unsaid,
    None,
    Column(Name, Ident),
}

impl Options {
    /// Reads options up to the end of the tokens.
    pub(super) fn read(rest: &mut Cursor<'_>) -> Read<Self> {
        let mut options = Self::default();
        while !rest.is_at_end() {
            options.one(rest)?;
        }
        Ok(options)
    }

    fn one(&mut self, rest: &mut Cursor<'_>) -> Read<()> {
        if rest.accept("AS") {
            let spelled = rest.name()?;
            self.data_type = Some(spelling::parse(rest.dialect, spelled.as_str()));
        } else if rest.accept("SEQUENCE NAME") {
            self.name = Some(rest.qualified()?);
        } else if rest.accept("START") {
            rest.accept("WITH");
            self.start = Some(rest.integer()?);
        } else if rest.accept("INCREMENT") {
            rest.accept("BY");
            self.increment = Some(rest.integer()?);
        } else if rest.accept("MINVALUE") {
            self.minimum = Some(rest.integer()?);
        } else if rest.accept("MAXVALUE") {
            self.maximum = Some(rest.integer()?);
        } else if rest.accept("CACHE") {
            self.cache = Some(rest.integer()?);
        } else if rest.accept("CYCLE") {
            self.cycles = true;
        } else if rest.accept("RESTART") {
            // The next value is no part of the definition.
            if rest.accept("WITH") || !rest.is_at_end() {
                rest.integer()?;
            }
        } else if rest.accept("OWNED BY NONE") {
            self.owner = Owner::None;
        } else if rest.accept("OWNED BY") {
            self.owner = owner(rest)?;
        } else {
            let says_nothing = [
                "NO MINVALUE",
                "NO MAXVALUE",
                "NOMINVALUE",
                "NOMAXVALUE",
                "NO CYCLE",
                "NOCYCLE",
                "NOCACHE",
                "ORDER",
                "NOORDER",
                "NO ORDER",
            ];
            if rest.accept_any(&says_nothing).is_none() {
                rest.expect_end()?;
            }
        }
        Ok(())
    }

    fn limits(&self, width: IntegerWidth) -> (i64, i64, SequenceLimits) {
        let increment = self.increment.unwrap_or(1);
        let (least, most) = range(width);
        // What the server assumes is not written down (manual, "CREATE SEQUENCE").
        let (usual_minimum, usual_maximum) = if increment < 0 {
            (least, -1)
        } else {
            (1, most)
        };
        let minimum = self.minimum.filter(|value| *value != usual_minimum);
        let maximum = self.maximum.filter(|value| *value != usual_maximum);
        let first = if increment < 0 {
            maximum.unwrap_or(usual_maximum)
        } else {
            minimum.unwrap_or(usual_minimum)
        };
        let limits = SequenceLimits {
            minimum,
            maximum,
            cache: self.cache.unwrap_or(1),
            exhaustion: if self.cycles {
                Exhaustion::Cycle
            } else {
                Exhaustion::Error
            },
        };
        (self.start.unwrap_or(first), increment, limits)
    }

    /// Describes the numbers of a column.
    pub(super) fn identity(
        &self,
        generation: Generation,
        data_type: &DataType,
        table: &Name,
        column: &Ident,
    ) -> Identity {
        let (start, increment, limits) = self.limits(width(data_type));
        let usual = usual_name(table, column);
        Identity {
            generation,
            start,
            increment,
            limits,
            sequence: self
                .name
                .as_ref()
                .map(|name| name.name.clone())
                .filter(|name| name.as_str() != usual),
        }
    }
}

/// Returns the name that PostgreSQL gives to the sequence of a column.
pub(super) fn usual_name(table: &Name, column: &Ident) -> String {
    given_names::joined(table.name.as_str(), column.as_str(), "seq")
}

fn width(data_type: &DataType) -> IntegerWidth {
    if let DataType::Integer { width, .. } = data_type {
        *width
    } else {
        IntegerWidth::Big
    }
}

const fn range(width: IntegerWidth) -> (i64, i64) {
    match width {
        IntegerWidth::Tiny => (-0x80, 0x7f),
        IntegerWidth::Small => (-0x8000, 0x7fff),
        IntegerWidth::Medium => (-0x80_0000, 0x7f_ffff),
        IntegerWidth::Regular => (-0x8000_0000, 0x7fff_ffff),
        IntegerWidth::Big => (i64::MIN, i64::MAX),
    }
}

/// Reads `schema.table.column` or `table.column`.
fn owner(rest: &mut Cursor<'_>) -> Read<Owner> {
    let first = rest.qualified()?;
    if rest.symbol('.') {
        return Ok(Owner::Column(first, rest.name()?));
    }
    let Some(table) = first.schema else {
        return Err(rest.fault("a column is expected"));
    };
    let name = table;
    Ok(Owner::Column(Name { schema: None, name }, first.name))
}

/// Reads what stands behind `CREATE SEQUENCE`.
pub(super) fn create(draft: &mut Draft<'_>, rest: &mut Cursor<'_>) -> Read<()> {
    rest.accept("IF NOT EXISTS");
    let name = rest.qualified()?;
    let name = draft.resolved(name);
    let options = Options::read(rest)?;
    let data_type = options.data_type.clone().unwrap_or(DataType::BIGINT);
    let (start, increment, limits) = options.limits(width(&data_type));
    let sequence = Sequence {
        data_type,
        start,
        increment,
        limits,
        owner: None,
    };
    draft
        .schema(&name)
        .sequences
        .insert(name.name.clone(), sequence);
    own(draft, name, options.owner);
    Ok(())
}

/// Reads what stands behind `ALTER SEQUENCE`: a dump says there who owns it.
pub(super) fn alter(draft: &mut Draft<'_>, rest: &mut Cursor<'_>) -> Read<()> {
    rest.accept("IF EXISTS");
    let name = rest.qualified()?;
    let name = draft.resolved(name);
    let fault = rest.unsupported("only the owner of a sequence can be changed afterwards");
    let options = Options::read(rest)?;
    if matches!(options.owner, Owner::Unsaid) {
        return Err(fault);
    }
    own(draft, name, options.owner);
    Ok(())
}

fn own(draft: &mut Draft<'_>, sequence: Name, owner: Owner) {
    match owner {
        Owner::Unsaid => {}
        Owner::None => {
            draft.owners.remove(&sequence);
        }
        Owner::Column(table, column) => {
            let table = draft.resolved(table);
            draft.owners.insert(sequence, (table, column));
        }
    }
}

/// Turns a sequence that a column owns and takes its default from into the column's numbering.
pub(super) fn adopt(sequence: &Sequence, name: &Ident, table: &Name, column: &Ident) -> Identity {
    let usual = usual_name(table, column);
    Identity {
        generation: Generation::Serial,
        start: sequence.start,
        increment: sequence.increment,
        limits: sequence.limits,
        sequence: Some(name.clone()).filter(|name| name.as_str() != usual),
    }
}

/// Names the owner of a sequence that does not number it.
pub(super) fn owner_name(table: &Name, column: &Ident) -> ColumnName {
    ColumnName {
        table: table.name.clone(),
        column: column.clone(),
    }
}
