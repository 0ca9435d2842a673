//! Literals, names, calls, casts and what else is one operand.

use super::super::ExpressionError;
use super::super::number;
use super::super::token::Token;
use super::super::tree::{Comparison, Expr, TypeName};
use super::{Parsed, Parser};
use crate::Dialect;

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
            ("extract", _) => Some(self.extract()?),
            ("substring", Dialect::Postgres) => return self.substring(),
            ("date_add" | "date_sub", Dialect::OceanBase) => {
                let value = self.expression()?;
                self.expect_symbol(",")?;
                self.expect_word("interval")?;
                let shifted = self.shift(name, value)?;
                self.expect_symbol(")")?;
                Some(shifted)
            }
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
        self.known(name, arguments)
    }

    /// Reads `extract(year FROM day)`.
    fn extract(&mut self) -> Parsed {
        let field = match self.next() {
            Some(Token::Word(field) | Token::Text(field)) => field.to_lowercase(),
            _ => return Err(self.unexpected("a field")),
        };
        self.expect_word("from")?;
        let value = self.operand()?;
        self.expect_symbol(")")?;
        let arguments = vec![Expr::Text(field), value];
        Ok(Expr::Call("extract".to_owned(), arguments))
    }

    /// Reads `substring(text FROM 2 FOR 3)`, or the same with commas.
    fn substring(&mut self) -> Parsed {
        let mut arguments = vec![self.expression()?];
        for word in ["from", "for"] {
            if self.word(word) || self.symbol(",") {
                arguments.push(self.operand()?);
            }
        }
        self.expect_symbol(")")?;
        self.known("substring", arguments)
    }

    /// Reads `position(needle IN text)`; PostgreSQL before 14 prints `"position"(text, needle)`.
    fn position(&mut self) -> Parsed {
        let first = self.operand()?;
        let arguments = if self.word("in") {
            vec![first, self.operand()?]
        } else {
            self.expect_symbol(",")?;
            vec![self.operand()?, first]
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
            arguments.push(self.operand()?);
            self.expect_word("from")?;
        }
        arguments.insert(0, self.operand()?);
        self.expect_symbol(")")?;
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
