//! The functions that are known, by the names of either server.

use super::super::ExpressionError;
use super::super::tree::Expr;
use super::{Parsed, Parser};
use crate::Dialect;

/// A function by name, under which name it is written, and how many arguments it takes.
type Function = (&'static str, &'static str, usize, usize);

const MANY: usize = usize::MAX;

/// Functions of both servers. Most mean the same; the translation sees to the others.
const FUNCTIONS: [Function; 35] = [
    ("lower", "lower", 1, 1),
    ("upper", "upper", 1, 1),
    ("abs", "abs", 1, 1),
    ("round", "round", 1, 2),
    ("floor", "floor", 1, 1),
    ("ceil", "ceil", 1, 1),
    ("ceiling", "ceil", 1, 1),
    ("sign", "sign", 1, 1),
    ("mod", "mod", 2, 2),
    ("coalesce", "coalesce", 1, MANY),
    ("nullif", "nullif", 2, 2),
    ("char_length", "char_length", 1, 1),
    ("character_length", "char_length", 1, 1),
    ("octet_length", "octet_length", 1, 1),
    ("bit_length", "bit_length", 1, 1),
    ("trim", "trim", 1, 1),
    ("ltrim", "ltrim", 1, 2),
    ("rtrim", "rtrim", 1, 2),
    ("replace", "replace", 3, 3),
    ("reverse", "reverse", 1, 1),
    ("repeat", "repeat", 2, 2),
    ("lpad", "lpad", 2, 3),
    ("rpad", "rpad", 2, 3),
    ("left", "left", 2, 2),
    ("right", "right", 2, 2),
    ("substr", "substr", 2, 3),
    ("substring", "substr", 2, 3),
    ("md5", "md5", 1, 1),
    ("concat", "concat", 1, MANY),
    ("concat_ws", "concat_ws", 2, MANY),
    ("greatest", "greatest", 1, MANY),
    ("least", "least", 1, MANY),
    ("pow", "pow", 2, 2),
    ("power", "pow", 2, 2),
    ("date", "date", 1, 1),
];

/// Functions of PostgreSQL that are translated.
const POSTGRES_FUNCTIONS: [Function; 11] = [
    ("length", "length", 1, 1),
    ("btrim", "trim", 1, 2),
    ("trunc", "trunc", 1, 2),
    ("split_part", "split_part", 3, 3),
    ("starts_with", "starts_with", 2, 2),
    ("num_nulls", "num_nulls", 1, MANY),
    ("num_nonnulls", "num_nonnulls", 1, MANY),
    ("date_part", "date_part", 2, 2),
    ("date_trunc", "date_trunc", 2, 2),
    ("json_typeof", "json_typeof", 1, 1),
    ("jsonb_typeof", "json_typeof", 1, 1),
];

/// Functions of OceanBase that a translation writes, or that a partition key has.
const OCEANBASE_FUNCTIONS: [Function; 22] = [
    ("lcase", "lower", 1, 1),
    ("ucase", "upper", 1, 1),
    ("ifnull", "coalesce", 2, 2),
    ("nvl", "coalesce", 2, 2),
    ("substring_index", "substring_index", 3, 3),
    ("regexp_like", "regexp_like", 2, 3),
    ("json_extract", "json_extract", 2, 2),
    ("json_unquote", "json_unquote", 1, 1),
    ("json_type", "json_type", 1, 1),
    ("json_valid", "json_valid", 1, 1),
    ("sha2", "sha2", 2, 2),
    ("datediff", "datediff", 2, 2),
    ("dayofweek", "dayofweek", 1, 1),
    ("dayofyear", "dayofyear", 1, 1),
    ("weekday", "weekday", 1, 1),
    ("week", "week", 1, 2),
    ("year", "year", 1, 1),
    ("month", "month", 1, 1),
    ("dayofmonth", "dayofmonth", 1, 1),
    ("to_days", "to_days", 1, 1),
    ("unix_timestamp", "unix_timestamp", 1, 1),
    ("truncate", "truncate", 2, 2),
];

impl Parser {
    /// Makes a call of a function that is known.
    pub(super) fn known(&self, name: &str, arguments: Vec<Expr>) -> Parsed {
        let own = match self.dialect {
            Dialect::Postgres => POSTGRES_FUNCTIONS.as_slice(),
            Dialect::OceanBase => &OCEANBASE_FUNCTIONS,
        };
        let mut functions = FUNCTIONS.iter().chain(own);
        let Some((_, name, least, most)) = functions.find(|(known, ..)| *known == name) else {
            let construct = format!("the function {name}");
            return Err(ExpressionError::construct(construct));
        };
        if (*least..=*most).contains(&arguments.len()) {
            Ok(Expr::Call((*name).to_owned(), arguments))
        } else {
            let construct = format!("the function {name} with {} arguments", arguments.len());
            Err(ExpressionError::construct(construct))
        }
    }
}
