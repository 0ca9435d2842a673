//! Literals, names, calls, casts and what else is one operand.

use super::super::ExpressionError;
use super::super::number;
use super::super::token::Token;
use super::super::tree::{Comparison, Expr, TypeName};
use super::{Parsed, Parser};
use crate::Dialect;

/// Functions of both servers that mean the same, with the name under which they are written.
const FUNCTIONS: [(&str, &str); 17] = [
    ("lower", "lower"),
    ("upper", "upper"),
    ("abs", "abs"),
    ("round", "round"),
    ("floor", "floor"),
    ("ceil", "ceil"),
    ("ceiling", "ceil"),
    ("sign", "sign"),
    ("mod", "mod"),
    ("coalesce", "coalesce"),
    ("nullif", "nullif"),
    ("char_length", "char_length"),
    ("character_length", "char_length"),
    ("octet_length", "octet_length"),
    ("trim", "trim"),
    ("ltrim", "ltrim"),
    ("rtrim", "rtrim"),
];

impl Parser {
    /// Reads an operand with the casts behind it.
    pub(super) fn suffixed(&mut self) -> Parsed {
        let mut operand = self.primary()?;
        for already in 0.. {
            if !self.symbol("::") {
                break;
            }
            self.chain(already)?;
            let data_type = self.type_name()?;
            operand = Expr::Cast(Box::new(operand), data_type);
        }
        if self.symbol("[") {
            return Err(ExpressionError::construct("an array subscript"));
        }
        Ok(operand)
    }

    fn primary(&mut self) -> Parsed {
        let Some(token) = self.peek().cloned() else {
            return Err(self.unexpected("an operand"));
        };
        match token {
            Token::Text(text) => {
                self.position += 1;
                Ok(Expr::Text(text))
            }
            Token::Number(text) => {
                self.position += 1;
                let normal = number::normalise(&text);
                normal
                    .map(Expr::Number)
                    .ok_or_else(|| ExpressionError::construct(format!("the number {text}")))
            }
            Token::Symbol("(") => {
                self.position += 1;
                let inner = self.expression()?;
                if self.symbol(",") {
                    return Err(ExpressionError::construct("a row value"));
                }
                self.expect_symbol(")")?;
                Ok(inner)
            }
            Token::Symbol(_) => Err(self.unexpected("an operand")),
            Token::Quoted(name) => {
                self.position += 1;
                self.name(name)
            }
            Token::Word(word) => {
                self.position += 1;
                self.keyword(&word)
            }
        }
    }

    fn keyword(&mut self, word: &str) -> Parsed {
        let lower = word.to_lowercase();
        let call = self.peek() == Some(&Token::Symbol("("));
        match lower.as_str() {
            "null" => Ok(Expr::Null),
            "true" => Ok(Expr::Boolean(true)),
            "false" => Ok(Expr::Boolean(false)),
            "case" => self.case(),
            "cast" if call => self.cast(),
            "array" if self.symbol("[") => Ok(Expr::Array(self.list("]")?)),
            "date" | "time" | "timestamp" => match self.peek().cloned() {
                Some(Token::Text(text)) => {
                    self.position += 1;
                    Ok(Expr::Text(text))
                }
                _ => self.name(lower),
            },
            // Words that begin something else than a column and are never printed bare as one.
            "select" | "exists" | "interval" | "row" | "not" | "current_date" | "current_time"
            | "current_timestamp" | "localtime" | "localtimestamp" | "current_user" | "user"
            | "session_user" | "binary" | "any" | "all" | "some" | "collate" | "when" | "then"
            | "else" | "end" | "and" | "or" | "in" | "is" | "like" | "between" => Err(
                ExpressionError::construct(format!("the construct {}", lower.to_uppercase())),
            ),
            // PostgreSQL folds a bare word, OceanBase compares without regard to case.
            _ => self.name(lower),
        }
    }

    /// Reads what a name begins: a call or a column.
    fn name(&mut self, mut name: String) -> Parsed {
        if self.symbol(".") {
            match self.next() {
                Some(Token::Word(function)) if name == "pg_catalog" => {
                    name = function.to_lowercase();
                }
                Some(Token::Quoted(function)) if name == "pg_catalog" => name = function,
                _ => return Err(ExpressionError::construct("a qualified name")),
            }
        }
        if !self.symbol("(") {
            return Ok(Expr::Column(self.ident(name)?));
        }
        self.deeper(|parser| parser.call(&name.to_lowercase()))
    }

    fn call(&mut self, name: &str) -> Parsed {
        let special = match (name, self.dialect) {
            ("position", _) => Some(self.position()?),
            ("trim", _) => self.trim()?,
            ("strpos", Dialect::Postgres) => {
                let mut list = self.list(")")?;
                list.reverse();
                Some(Expr::Call("position".to_owned(), list))
            }
            _ => None,
        };
        if let Some(special) = special {
            return Ok(special);
        }
        let arguments = self.list(")")?;
        let known = FUNCTIONS.iter().find(|(function, _)| *function == name);
        let (name, counts) = match (known, name, self.dialect) {
            (Some((_, name)), ..) => (*name, argument_counts(name)),
            (None, "length", Dialect::Postgres) => ("length", 1..=1),
            (None, "btrim", Dialect::Postgres) => ("trim", 1..=2),
            (None, ..) => {
                let construct = format!("the function {name}");
                return Err(ExpressionError::construct(construct));
            }
        };
        if counts.contains(&arguments.len()) {
            Ok(Expr::Call(name.to_owned(), arguments))
        } else {
            let construct = format!("the function {name} with {} arguments", arguments.len());
            Err(ExpressionError::construct(construct))
        }
    }

    /// Reads `position(needle IN text)`; PostgreSQL before 14 prints `"position"(text, needle)`.
    fn position(&mut self) -> Parsed {
        let first = self.sum()?;
        let arguments = if self.word("in") {
            vec![first, self.sum()?]
        } else {
            self.expect_symbol(",")?;
            vec![self.sum()?, first]
        };
        self.expect_symbol(")")?;
        Ok(Expr::Call("position".to_owned(), arguments))
    }

    /// Reads `trim(BOTH removed FROM text)`, of which every part but the text may be missing;
    /// `None` if it is an ordinary call.
    fn trim(&mut self) -> Result<Option<Expr>, ExpressionError> {
        let name = if self.word("both") {
            "trim"
        } else if self.word("leading") {
            "ltrim"
        } else if self.word("trailing") {
            "rtrim"
        } else {
            return Ok(None);
        };
        let mut arguments = Vec::new();
        if !self.word("from") {
            arguments.push(self.sum()?);
            self.expect_word("from")?;
        }
        arguments.insert(0, self.sum()?);
        self.expect_symbol(")")?;
        if arguments.len() > 1 && name != "trim" {
            return Err(ExpressionError::construct(
                "trimming other characters than blanks on one side",
            ));
        }
        Ok(Some(Expr::Call(name.to_owned(), arguments)))
    }

    fn cast(&mut self) -> Parsed {
        self.expect_symbol("(")?;
        let inner = self.expression()?;
        self.expect_word("as")?;
        let data_type = self.type_name()?;
        // What OceanBase's cast types mean depends on its session; only PostgreSQL's are known.
        if self.dialect == Dialect::OceanBase {
            let construct = format!("a cast to {}", data_type.name);
            return Err(ExpressionError::construct(construct));
        }
        self.expect_symbol(")")?;
        Ok(Expr::Cast(Box::new(inner), data_type))
    }

    /// Reads either form of `CASE`; `CASE a WHEN 1` becomes `CASE WHEN a = 1`.
    fn case(&mut self) -> Parsed {
        let operand = if self.is_word(0, "when") {
            None
        } else {
            Some(self.expression()?)
        };
        let mut arms = Vec::new();
        while self.word("when") {
            let condition = self.expression()?;
            let condition = match &operand {
                Some(operand) => Expr::Compare(
                    Comparison::Equal,
                    Box::new(operand.clone()),
                    Box::new(condition),
                ),
                None => condition,
            };
            self.expect_word("then")?;
            arms.push((condition, self.expression()?));
        }
        let otherwise = if self.word("else") {
            Some(self.expression()?).filter(|result| *result != Expr::Null)
        } else {
            None
        };
        self.expect_word("end")?;
        if arms.is_empty() {
            return Err(self.unexpected("WHEN"));
        }
        Ok(Expr::Case {
            arms,
            otherwise: otherwise.map(Box::new),
        })
    }

    /// Reads a type: words, a length, `[]`.
    fn type_name(&mut self) -> Result<TypeName, ExpressionError> {
        let mut name = match self.next() {
            Some(Token::Word(word)) => word.to_lowercase(),
            Some(Token::Quoted(word)) => word,
            _ => return Err(self.unexpected("a type")),
        };
        if self.symbol(".") {
            match self.next() {
                Some(Token::Word(word)) if name == "pg_catalog" => name = word.to_lowercase(),
                Some(Token::Quoted(word)) if name == "pg_catalog" => name = word,
                _ => return Err(ExpressionError::construct("a cast to a type of one's own")),
            }
        }
        for second in ["varying", "precision"] {
            if self.word(second) {
                name = format!("{name} {second}");
            }
        }
        let mut arguments = Vec::new();
        if self.symbol("(") {
            loop {
                match self.next() {
                    Some(Token::Number(text)) => {
                        let length = text.parse().map_err(|_| self.unexpected("a length"))?;
                        arguments.push(length);
                    }
                    _ => return Err(ExpressionError::construct("this type modifier")),
                }
                if self.symbol(")") {
                    break;
                }
                self.expect_symbol(",")?;
            }
        }
        for zone in ["with", "without"] {
            if self.is_word(1, "time") && self.word(zone) {
                self.expect_word("time")?;
                self.expect_word("zone")?;
                name = format!("{name} {zone} time zone");
            }
        }
        let mut is_array = false;
        while self.symbol("[") {
            self.expect_symbol("]")?;
            is_array = true;
        }
        Ok(TypeName {
            name,
            arguments,
            is_array,
        })
    }
}

const fn argument_counts(name: &str) -> std::ops::RangeInclusive<usize> {
    match name.as_bytes() {
        b"round" => 1..=2,
        b"mod" | b"nullif" => 2..=2,
        b"coalesce" => 1..=usize::MAX,
        _ => 1..=1,
    }
}
