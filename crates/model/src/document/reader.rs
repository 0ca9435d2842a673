//! Reads a tree as any type, and says which value of the tree is wrong.

use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::tree::{Entry, Kind, Node, Series};

/// Says where reading stopped, and why.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The positions of the items and members that lead there, the innermost first.
    pub(crate) steps: Vec<usize>,
    pub(crate) what: Wrong,
}

#[derive(Debug)]
pub(crate) enum Wrong {
    /// The name of the member.
    Name(String),
    /// The value.
    Value(String),
    /// The object has no member of that name.
    Missing(&'static str),
}

impl Failure {
    fn inside(mut self, position: usize) -> Self {
        self.steps.push(position);
        self
    }

    /// Blames the name of a member for what is wrong with it as a value.
    fn of_name(self, position: usize) -> Self {
        let what = match self.what {
            Wrong::Value(reason) => Wrong::Name(reason),
            Wrong::Name(_) | Wrong::Missing(_) => self.what,
        };
        Self {
            steps: vec![position],
            what,
        }
    }
}

impl de::Error for Failure {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self {
            steps: Vec::new(),
            what: Wrong::Value(message.to_string()),
        }
    }

    fn missing_field(field: &'static str) -> Self {
        Self {
            steps: Vec::new(),
            what: Wrong::Missing(field),
        }
    }
}

impl std::error::Error for Failure {}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.what {
            Wrong::Name(reason) | Wrong::Value(reason) => f.write_str(reason),
            Wrong::Missing(field) => write!(f, "missing field `{field}`"),
        }
    }
}

/// Reads whatever a settled value is asked for as the plainest value of its kind.
macro_rules! settled {
    ($($method:ident => $visit:ident($value:expr);)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
            match self.kind {
                Kind::Settled => visitor.$visit($value),
                Kind::Null
                | Kind::Bool(_)
                | Kind::Number(_)
                | Kind::Text(_)
                | Kind::List(_)
                | Kind::Object(_) => self.deserialize_any(visitor),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for &Node<'_> {
    type Error = Failure;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match &self.kind {
            Kind::Null | Kind::Settled => visitor.visit_unit(),
            Kind::Bool(truth) => visitor.visit_bool(*truth),
            Kind::Number(digits) => visit_number(digits, visitor),
            Kind::Text(text) => visitor.visit_str(text),
            Kind::List(items) => visitor.visit_seq(Items::of(items)),
            Kind::Object(members) => visitor.visit_map(Members::of(members)),
        }
    }

    settled! {
        deserialize_bool => visit_bool(false);
        deserialize_i8 => visit_u64(1);
        deserialize_i16 => visit_u64(1);
        deserialize_i32 => visit_u64(1);
        deserialize_i64 => visit_u64(1);
        deserialize_i128 => visit_u64(1);
        deserialize_u8 => visit_u64(1);
        deserialize_u16 => visit_u64(1);
        deserialize_u32 => visit_u64(1);
        deserialize_u64 => visit_u64(1);
        deserialize_u128 => visit_u64(1);
        deserialize_f32 => visit_f64(1.0);
        deserialize_f64 => visit_f64(1.0);
        deserialize_char => visit_char('x');
        deserialize_str => visit_str("x");
        deserialize_string => visit_str("x");
        deserialize_seq => visit_seq(Items::none());
        deserialize_map => visit_map(Fields::of(&[]));
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        if matches!(self.kind, Kind::Null | Kind::Settled) {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        if matches!(self.kind, Kind::Settled) {
            visitor.visit_map(Fields::of(fields))
        } else {
            self.deserialize_any(visitor)
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        let choice = match &self.kind {
            Kind::Text(name) => Some(Choice {
                name,
                content: None,
            }),
            Kind::Object(members) => match members.items.as_slice() {
                [only] => Some(Choice {
                    name: &only.name,
                    content: Some(&only.value),
                }),
                _ => None,
            },
            Kind::Settled => variants.first().map(|name| Choice {
                name,
                content: Some(&SETTLED),
            }),
            Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::List(_) => None,
        };
        match choice {
            Some(choice) => visitor.visit_enum(choice),
            None => Err(de::Error::custom(format_args!(
                "a choice is written as its name, or as an object with its name alone; it is one \
                 of {}",
                variants.join(", ")
            ))),
        }
    }

    forward_to_deserialize_any! {
        bytes byte_buf unit unit_struct tuple tuple_struct identifier ignored_any
    }
}

const SETTLED: Node<'static> = Node {
    at: 0,
    kind: Kind::Settled,
};

fn visit_number<'de, V: Visitor<'de>>(digits: &str, visitor: V) -> Result<V::Value, Failure> {
    if let Ok(number) = digits.parse() {
        visitor.visit_u64(number)
    } else if let Ok(number) = digits.parse() {
        visitor.visit_i64(number)
    } else if let Ok(number) = digits.parse() {
        visitor.visit_i128(number)
    } else {
        // Every number of JSON is one of Rust's; one too large is infinite and fits nowhere.
        visitor.visit_f64(digits.parse().unwrap_or(f64::INFINITY))
    }
}

/// Hands out the items of a list.
struct Items<'n, 'a> {
    rest: std::iter::Enumerate<std::slice::Iter<'n, Node<'a>>>,
    done: usize,
}

impl<'n, 'a> Items<'n, 'a> {
    fn of(series: &'n Series<Node<'a>>) -> Self {
        let rest = series.items.get(series.done..).unwrap_or_default();
        Self {
            rest: rest.iter().enumerate(),
            done: series.done,
        }
    }

    fn none() -> Self {
        Self {
            rest: [].iter().enumerate(),
            done: 0,
        }
    }
}

impl<'de> SeqAccess<'de> for Items<'_, '_> {
    type Error = Failure;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Failure> {
        let Some((position, item)) = self.rest.next() else {
            return Ok(None);
        };
        let read = seed.deserialize(item);
        read.map(Some)
            .map_err(|failure| failure.inside(self.done + position))
    }
}

/// Hands out the members of an object.
struct Members<'n, 'a> {
    rest: std::iter::Enumerate<std::slice::Iter<'n, Entry<'a>>>,
    done: usize,
    value: Option<(usize, &'n Node<'a>)>,
}

impl<'n, 'a> Members<'n, 'a> {
    fn of(series: &'n Series<Entry<'a>>) -> Self {
        let rest = series.items.get(series.done..).unwrap_or_default();
        Self {
            rest: rest.iter().enumerate(),
            done: series.done,
            value: None,
        }
    }
}

impl<'de> MapAccess<'de> for Members<'_, '_> {
    type Error = Failure;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Failure> {
        let Some((position, member)) = self.rest.next() else {
            return Ok(None);
        };
        let position = self.done + position;
        self.value = Some((position, &member.value));
        let name = seed.deserialize(StrDeserializer::new(&member.name));
        name.map(Some)
            .map_err(|failure: Failure| failure.of_name(position))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Failure> {
        let Some((position, value)) = self.value.take() else {
            return Err(de::Error::custom("a value was asked for without its name"));
        };
        let read = seed.deserialize(value);
        read.map_err(|failure| failure.inside(position))
    }
}

/// Hands out every field of a struct, settled.
struct Fields {
    rest: std::slice::Iter<'static, &'static str>,
}

impl Fields {
    fn of(fields: &'static [&'static str]) -> Self {
        Self {
            rest: fields.iter(),
        }
    }
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Failure;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Failure> {
        let Some(name) = self.rest.next() else {
            return Ok(None);
        };
        seed.deserialize(StrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Failure> {
        seed.deserialize(&SETTLED)
    }
}

/// Hands out a variant: its name, and its content if it is written as an object.
struct Choice<'n, 'a> {
    name: &'n str,
    content: Option<&'n Node<'a>>,
}

impl<'n, 'a> Choice<'n, 'a> {
    fn content(&self, expected: &str) -> Result<&'n Node<'a>, Failure> {
        self.content
            .ok_or_else(|| de::Error::invalid_type(Unexpected::UnitVariant, &expected))
    }
}

impl<'de> EnumAccess<'de> for Choice<'_, '_> {
    type Error = Failure;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Failure> {
        let variant = seed.deserialize(StrDeserializer::new(self.name))?;
        Ok((variant, self))
    }
}

impl<'de> VariantAccess<'de> for Choice<'_, '_> {
    type Error = Failure;

    fn unit_variant(self) -> Result<(), Failure> {
        match self.content.map(|content| &content.kind) {
            None | Some(Kind::Null | Kind::Settled) => Ok(()),
            Some(
                Kind::Bool(_) | Kind::Number(_) | Kind::Text(_) | Kind::List(_) | Kind::Object(_),
            ) => Err(de::Error::custom(format_args!(
                "{} is written as its name alone",
                self.name
            ))),
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Failure> {
        let read = seed.deserialize(self.content("newtype variant")?);
        read.map_err(|failure| failure.inside(0))
    }

    fn tuple_variant<V: Visitor<'de>>(
        self,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        let read = self.content("tuple variant")?.deserialize_seq(visitor);
        read.map_err(|failure| failure.inside(0))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        let content = self.content("struct variant")?;
        let read = content.deserialize_struct("", fields, visitor);
        read.map_err(|failure| failure.inside(0))
    }
}
