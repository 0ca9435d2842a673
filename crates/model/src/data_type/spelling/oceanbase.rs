//! Types of OceanBase, as `COLUMN_TYPE` prints them and as people write them.

use super::token::{Cursor, Kind, only, tokens};
use crate::data_type::{Capacity, FloatWidth, IntegerWidth, JsonForm, Shape, Signedness, TimeZone};
use crate::{DataType, Dialect};

/// Arrays within arrays that are read; more are no type that a server has.
const DEEPEST_ARRAY: usize = 16;

/// Digits of a fraction of a second at most (error 1426 beyond, MySQL manual).
const FULL_PRECISION: u8 = 6;

/// Bits of the mantissa up to which `float(n)` is `float`, and at most (measured).
const SINGLE_BITS: i64 = 24;
const DOUBLE_BITS: i64 = 53;

/// Precision of `decimal` without one (measured).
const DEFAULT_DIGITS: u16 = 10;

/// Bytes of a character of `utf8mb4`, by which `text(n)` is measured.
const BYTES_OF_CHARACTER: i64 = 4;

pub(super) fn parse(text: &str) -> Option<DataType> {
    let tokens = tokens(text, Dialect::OceanBase)?;
    let mut rest = Cursor::new(&tokens);
    let data_type = data_type(&mut rest, DEEPEST_ARRAY)?;
    rest.is_at_end().then_some(data_type)
}

fn data_type(rest: &mut Cursor<'_>, depth: usize) -> Option<DataType> {
    let word = rest.word()?;
    match word {
        "array" => {
            let depth = depth.checked_sub(1)?;
            let element = rest.symbol('(').then(|| data_type(rest, depth))??;
            let element = Box::new(element);
            return rest.symbol(')').then_some(DataType::Array { element });
        }
        "enum" | "set" => {
            let labels = labels(rest)?;
            Attributes::read(rest)?.of_characters()?;
            return Some(match word {
                "enum" => DataType::Enum { name: None, labels },
                _ => DataType::Set { labels },
            });
        }
        _ => {}
    }
    let word = whole_word(word, rest)?;
    let numbers = rest.numbers()?;
    let attributes = Attributes::read(rest)?;
    number(word, &numbers, &attributes)
        .or_else(|| character(word, &numbers, &attributes))
        .or_else(|| {
            attributes
                .is_empty()
                .then(|| plain(word, &numbers))
                .flatten()
        })
}

/// Joins the words of a name of several.
fn whole_word<'a>(word: &'a str, rest: &mut Cursor<'_>) -> Option<&'a str> {
    Some(match word {
        "national" => match rest.word()? {
            "char" | "character" if rest.accept("varying") => "varchar",
            "char" | "character" => "char",
            "varchar" => "varchar",
            _ => return None,
        },
        "char" | "character" | "nchar" if rest.accept("varying") => "varchar",
        "nchar" if rest.accept("varchar") => "varchar",
        "double" => {
            rest.accept("precision");
            "double"
        }
        "long" if rest.accept("varbinary") => "mediumblob",
        "long" => {
            rest.accept("varchar");
            "mediumtext"
        }
        other => other,
    })
}

fn labels(rest: &mut Cursor<'_>) -> Option<Vec<String>> {
    let mut labels = Vec::new();
    if !rest.symbol('(') {
        return None;
    }
    loop {
        let Some(Kind::Text(label)) = rest.next() else {
            return None;
        };
        labels.push(label.clone());
        if rest.symbol(')') {
            return Some(labels);
        }
        if !rest.symbol(',') {
            return None;
        }
    }
}

/// Holds the words behind a type.
#[derive(Debug, Default)]
struct Attributes {
    signedness: Option<Signedness>,
    /// Whether one says that numbers are shown with leading zeros, which the model cannot hold.
    zerofill: bool,
    characters: Option<Characters>,
}

/// Says what a character set or a collation makes of a character type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Characters {
    Text,
    /// `CHARACTER SET binary` makes the type one of bytes.
    Bytes,
}

impl Attributes {
    fn read(rest: &mut Cursor<'_>) -> Option<Self> {
        let mut attributes = Self::default();
        while let Some(word) = rest.word() {
            match word {
                "signed" => attributes.signedness = Some(Signedness::Signed),
                "unsigned" => attributes.signedness = Some(Signedness::Unsigned),
                "zerofill" => attributes.zerofill = true,
                "binary" | "ascii" | "unicode" => attributes.of_text(),
                "collate" => {
                    rest.next()?;
                    attributes.of_text();
                }
                "charset" => attributes.charset(rest)?,
                "character" if rest.accept("set") => attributes.charset(rest)?,
                _ => return None,
            }
        }
        Some(attributes)
    }

    fn charset(&mut self, rest: &mut Cursor<'_>) -> Option<()> {
        let (Kind::Word(name) | Kind::Quoted(name) | Kind::Text(name)) = rest.next()? else {
            return None;
        };
        if name.eq_ignore_ascii_case("binary") {
            self.characters = Some(Characters::Bytes);
        } else {
            self.of_text();
        }
        Some(())
    }

    fn of_text(&mut self) {
        self.characters.get_or_insert(Characters::Text);
    }

    const fn is_empty(&self) -> bool {
        self.signedness.is_none() && !self.zerofill && self.characters.is_none()
    }

    fn of_numbers(&self) -> Option<Signedness> {
        (!self.zerofill && self.characters.is_none()).then(|| self.signedness.unwrap_or_default())
    }

    fn of_characters(&self) -> Option<Characters> {
        (!self.zerofill && self.signedness.is_none())
            .then(|| self.characters.unwrap_or(Characters::Text))
    }
}

fn number(word: &str, numbers: &[i64], attributes: &Attributes) -> Option<DataType> {
    let signedness = attributes.of_numbers()?;
    if let Some(width) = integer(word) {
        // The display width says nothing about the values, but for the one that `boolean` becomes.
        return Some(match (width, numbers, attributes.signedness) {
            (IntegerWidth::Tiny, [1], None) => DataType::Boolean,
            (_, [] | [_], _) => DataType::Integer { width, signedness },
            _ => return None,
        });
    }
    if matches!(word, "decimal" | "dec" | "fixed" | "numeric" | "number") {
        let (precision, scale) = match numbers {
            [] => (DEFAULT_DIGITS, 0),
            [precision] => (u16::try_from(*precision).ok()?, 0),
            [precision, scale] => (u16::try_from(*precision).ok()?, i16::try_from(*scale).ok()?),
            _ => return None,
        };
        return (precision > 0 && scale >= 0).then_some(DataType::Decimal {
            precision,
            scale,
            signedness,
        });
    }
    // No model of a floating point number has a word for `unsigned`.
    if signedness == Signedness::Unsigned {
        return None;
    }
    let width = match (word, numbers) {
        ("float", [] | [1..=SINGLE_BITS] | [_, _]) | ("float4", [] | [_, _]) => FloatWidth::Single,
        ("float", [1..=DOUBLE_BITS]) | ("double" | "real" | "float8", [] | [_, _]) => {
            FloatWidth::Double
        }
        _ => return None,
    };
    Some(match (width, numbers) {
        (width, [precision, scale]) => DataType::ScaledFloat {
            width,
            precision: u16::try_from(*precision).ok()?,
            scale: u16::try_from(*scale).ok()?,
        },
        (FloatWidth::Single, _) => DataType::Real,
        (FloatWidth::Double, _) => DataType::Double,
    })
}

fn integer(word: &str) -> Option<IntegerWidth> {
    Some(match word {
        "tinyint" | "int1" => IntegerWidth::Tiny,
        "smallint" | "int2" => IntegerWidth::Small,
        "mediumint" | "middleint" | "int3" => IntegerWidth::Medium,
        "int" | "integer" | "int4" => IntegerWidth::Regular,
        "bigint" | "int8" => IntegerWidth::Big,
        _ => return None,
    })
}

fn character(word: &str, numbers: &[i64], attributes: &Attributes) -> Option<DataType> {
    let characters = attributes.of_characters()?;
    let length = || match numbers {
        [] => Some(1),
        numbers => only(numbers),
    };
    let capacity = match (word, numbers) {
        ("char" | "character" | "nchar", _) => {
            let length = length()?;
            return Some(match characters {
                Characters::Text => DataType::Char { length },
                Characters::Bytes => DataType::Binary { length },
            });
        }
        ("varchar" | "nvarchar", [_]) => {
            let length = length()?;
            return Some(match characters {
                Characters::Text => DataType::VarChar { length },
                Characters::Bytes => DataType::VarBinary { length },
            });
        }
        ("tinytext", []) => Capacity::Tiny,
        ("text", []) => Capacity::Regular,
        ("text", [length]) => holding(length.checked_mul(BYTES_OF_CHARACTER)?)?,
        ("mediumtext", []) => Capacity::Medium,
        ("longtext", []) => Capacity::Long,
        _ => return None,
    };
    Some(match characters {
        Characters::Text => DataType::Text { capacity },
        Characters::Bytes => DataType::Blob { capacity },
    })
}

/// Finds the smallest type that holds so many bytes, which is what the server takes.
const fn holding(bytes: i64) -> Option<Capacity> {
    Some(match bytes {
        1..=0xff => Capacity::Tiny,
        0x100..=0xffff => Capacity::Regular,
        0x1_0000..=0xff_ffff => Capacity::Medium,
        0x100_0000..=0xffff_ffff => Capacity::Long,
        _ => return None,
    })
}

/// Reads a type that no word may follow.
fn plain(word: &str, numbers: &[i64]) -> Option<DataType> {
    let length = || match numbers {
        [] => Some(1),
        numbers => only(numbers),
    };
    let precision = || match numbers {
        [] => Some(0),
        numbers => only(numbers).filter(|precision| *precision <= FULL_PRECISION),
    };
    let blob = |capacity| DataType::Blob { capacity };
    Some(match (word, numbers) {
        ("bool" | "boolean", []) => DataType::Boolean,
        ("serial", []) => DataType::Integer {
            width: IntegerWidth::Big,
            signedness: Signedness::Unsigned,
        },
        ("bit", _) => DataType::Bit { length: length()? },
        ("binary", _) => DataType::Binary { length: length()? },
        ("varbinary", [_]) => DataType::VarBinary { length: length()? },
        ("tinyblob", []) => blob(Capacity::Tiny),
        ("blob", []) => blob(Capacity::Regular),
        ("blob", [length]) => blob(holding(*length)?),
        ("mediumblob", []) => blob(Capacity::Medium),
        ("longblob", []) => blob(Capacity::Long),
        ("date", []) => DataType::Date,
        ("time", _) => DataType::time(precision()?),
        ("datetime", _) => DataType::Timestamp {
            precision: precision()?,
            zone: TimeZone::Without,
        },
        ("timestamp", _) => DataType::Timestamp {
            precision: precision()?,
            zone: TimeZone::With,
        },
        ("year", [] | [4]) => DataType::Year,
        ("json", []) => DataType::Json {
            form: JsonForm::Binary,
        },
        ("vector", [_]) => DataType::Vector {
            dimensions: Some(length()?),
        },
        (word, []) => DataType::Geometry {
            shape: shape(word)?,
        },
        _ => return None,
    })
}

fn shape(word: &str) -> Option<Shape> {
    Some(match word {
        "geometry" => Shape::Geometry,
        "point" => Shape::Point,
        "linestring" => Shape::LineString,
        "polygon" => Shape::Polygon,
        "multipoint" => Shape::MultiPoint,
        "multilinestring" => Shape::MultiLineString,
        "multipolygon" => Shape::MultiPolygon,
        "geometrycollection" | "geomcollection" => Shape::GeometryCollection,
        _ => return None,
    })
}
