//! Reads both dialects' expressions by recursive descent with a bounded depth.

mod condition;
mod functions;
mod primary;

use super::ExpressionError;
use super::token::{Token, tokens};
use super::tree::{Expr, Operator};
use crate::{Dialect, Ident};

/// Parentheses and calls inside each other. The tree that this and [`MOST_CHAINED`] allow is
/// walked on any thread's stack.
const DEEPEST: usize = 48;
/// Operators of one precedence behind each other that make the tree deeper, in all.
const MOST_CHAINED: usize = 200;

/// Operators of PostgreSQL that are translated: the symbol, whether it negates, and the call that
/// it is until then.
const OTHER_OPERATORS: [(&str, bool, &str); 10] = [
    ("||", false, "||"),
    ("->>", false, "->>"),
    ("->", false, "->"),
    ("#>>", false, "#>>"),
    ("~", false, "~"),
    ("!~", true, "~"),
    ("~*", false, "~*"),
    ("!~*", true, "~*"),
    ("~~*", false, "~~*"),
    ("!~~*", true, "~~*"),
];

type Parsed = Result<Expr, ExpressionError>;

pub(super) fn parse(text: &str, dialect: Dialect) -> Parsed {
    let mut parser = Parser {
        tokens: tokens(text, dialect)?,
        position: 0,
        length: text.len(),
        depth: 0,
        chained: 0,
        dialect,
    };
    let tree = parser.expression()?;
    if parser.peek().is_some() {
        return Err(parser.unexpected("the end of the expression"));
    }
    Ok(tree)
}

struct Parser {
    tokens: Vec<(Token, usize)>,
    position: usize,
    length: usize,
    depth: usize,
    chained: usize,
    dialect: Dialect,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.position).map(|(token, _)| token)
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.peek().cloned();
        self.position += 1;
        token
    }

    /// Refuses what stands here: by name if it is an operator or a word, else by position.
    fn unexpected(&self, expected: &'static str) -> ExpressionError {
        match self.peek() {
            Some(Token::Symbol(symbol)) if !"()[],.".contains(symbol) => {
                ExpressionError::construct(format!("the operator {symbol}"))
            }
            Some(Token::Word(word)) => {
                ExpressionError::construct(format!("the construct {}", word.to_uppercase()))
            }
            Some(_) | None => ExpressionError::Unreadable {
                expected,
                at: self
                    .tokens
                    .get(self.position)
                    .map_or(self.length, |(_, at)| *at),
            },
        }
    }

    fn is_word(&self, ahead: usize, wanted: &str) -> bool {
        matches!(
            self.tokens.get(self.position + ahead),
            Some((Token::Word(word), _)) if word.eq_ignore_ascii_case(wanted)
        )
    }

    fn word(&mut self, wanted: &str) -> bool {
        let found = self.is_word(0, wanted);
        self.position += usize::from(found);
        found
    }

    fn words(&mut self, wanted: [&str; 2]) -> bool {
        let [first, second] = wanted;
        let found = self.is_word(0, first) && self.is_word(1, second);
        self.position += if found { 2 } else { 0 };
        found
    }

    fn symbol(&mut self, wanted: &'static str) -> bool {
        let found = self.peek() == Some(&Token::Symbol(wanted));
        self.position += usize::from(found);
        found
    }

    fn expect_symbol(&mut self, wanted: &'static str) -> Result<(), ExpressionError> {
        if self.symbol(wanted) {
            Ok(())
        } else {
            Err(self.unexpected(wanted))
        }
    }

    fn expect_word(&mut self, wanted: &'static str) -> Result<(), ExpressionError> {
        if self.word(wanted) {
            Ok(())
        } else {
            Err(self.unexpected(wanted))
        }
    }

    /// Counts an operator that is put on top of what was read. The first one on a level is free.
    fn chain(&mut self, already: usize) -> Result<(), ExpressionError> {
        self.chained += usize::from(already > 0);
        if self.chained > MOST_CHAINED {
            return Err(ExpressionError::TooComplex);
        }
        Ok(())
    }

    fn deeper(&mut self, inner: impl FnOnce(&mut Self) -> Parsed) -> Parsed {
        if self.depth == DEEPEST {
            return Err(ExpressionError::TooComplex);
        }
        self.depth += 1;
        let parsed = inner(self);
        self.depth -= 1;
        parsed
    }

    fn expression(&mut self) -> Parsed {
        self.deeper(Self::disjunction)
    }

    fn disjunction(&mut self) -> Parsed {
        let mut parts = vec![self.conjunction()?];
        while self.word("or") {
            parts.push(self.conjunction()?);
        }
        Ok(flat(parts, Expr::Or, |part| match part {
            Expr::Or(parts) => Ok(parts),
            other => Err(other),
        }))
    }

    fn conjunction(&mut self) -> Parsed {
        let mut parts = vec![self.negation()?];
        while self.word("and") {
            parts.push(self.negation()?);
        }
        Ok(flat(parts, Expr::And, |part| match part {
            Expr::And(parts) => Ok(parts),
            other => Err(other),
        }))
    }

    fn negation(&mut self) -> Parsed {
        if self.word("not") {
            let inner = self.deeper(Self::negation)?;
            Ok(Expr::Not(Box::new(inner)))
        } else {
            self.comparison()
        }
    }

    /// Reads operands joined by operators between the sums and the comparisons.
    fn operand(&mut self) -> Parsed {
        let mut left = self.sum()?;
        for already in 0.. {
            let call = |name: &str, left, right| Expr::Call(name.to_owned(), vec![left, right]);
            if self.symbol("&") {
                self.chain(already)?;
                let right = Box::new(self.sum()?);
                left = Expr::Arithmetic(Operator::BitAnd, Box::new(left), right);
                continue;
            }
            let others = match self.dialect {
                Dialect::Postgres => OTHER_OPERATORS.as_slice(),
                Dialect::OceanBase => &[],
            };
            let found = others.iter().find(|(symbol, ..)| self.symbol(symbol));
            let Some((_, negated, name)) = found else {
                break;
            };
            self.chain(already)?;
            let right = self.sum()?;
            left = call(name, left, right);
            if *negated {
                left = Expr::Not(Box::new(left));
            }
        }
        Ok(left)
    }

    fn sum(&mut self) -> Parsed {
        let mut left = self.product()?;
        for already in 0.. {
            let (operator, function) = if self.symbol("+") {
                (Operator::Add, "date_add")
            } else if self.symbol("-") {
                (Operator::Subtract, "date_sub")
            } else {
                break;
            };
            self.chain(already)?;
            left = if self.dialect == Dialect::OceanBase && self.word("interval") {
                self.shift(function, left)?
            } else {
                let right = self.product()?;
                Expr::Arithmetic(operator, Box::new(left), Box::new(right))
            };
        }
        Ok(left)
    }

    /// Reads `7 DAY` behind `INTERVAL`.
    fn shift(&mut self, function: &str, value: Expr) -> Parsed {
        let amount = self.operand()?;
        match self.next() {
            Some(Token::Word(unit)) => Ok(Expr::Call(
                function.to_owned(),
                vec![value, amount, Expr::Text(unit.to_lowercase())],
            )),
            _ => Err(ExpressionError::construct("an interval without unit")),
        }
    }

    fn product(&mut self) -> Parsed {
        let mut left = self.power()?;
        for already in 0.. {
            let operator = if self.symbol("*") {
                Operator::Multiply
            } else if self.symbol("/") {
                Operator::Divide
            } else if self.symbol("%") {
                Operator::Remainder
            } else if self.dialect == Dialect::OceanBase && self.word("div") {
                Operator::WholeDivide
            } else {
                break;
            };
            self.chain(already)?;
            let right = self.power()?;
            left = Expr::Arithmetic(operator, Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn power(&mut self) -> Parsed {
        let mut left = self.sign()?;
        for already in 0.. {
            if self.dialect == Dialect::OceanBase || !self.symbol("^") {
                break;
            }
            self.chain(already)?;
            let right = self.sign()?;
            left = Expr::Call("pow".to_owned(), vec![left, right]);
        }
        Ok(left)
    }

    fn sign(&mut self) -> Parsed {
        if self.symbol("-") {
            let inner = self.deeper(Self::sign)?;
            return Ok(negative(inner));
        }
        if self.symbol("+") {
            return self.deeper(Self::sign);
        }
        self.suffixed()
    }

    fn list(&mut self, close: &'static str) -> Result<Vec<Expr>, ExpressionError> {
        let mut list = Vec::new();
        if self.symbol(close) {
            return Ok(list);
        }
        loop {
            list.push(self.expression()?);
            if self.symbol(close) {
                return Ok(list);
            }
            self.expect_symbol(",")?;
        }
    }

    fn ident(&self, name: String) -> Result<Ident, ExpressionError> {
        Ident::new(name).map_err(|_| self.unexpected("a name"))
    }
}

fn negative(inner: Expr) -> Expr {
    match inner {
        Expr::Number(text) if text == "0" => Expr::Number(text),
        Expr::Number(text) => Expr::Number(match text.strip_prefix('-') {
            Some(digits) => digits.to_owned(),
            None => format!("-{text}"),
        }),
        other => Expr::Negative(Box::new(other)),
    }
}

/// Joins parts of one kind of chain; `a AND (b AND c)` is the same chain as `(a AND b) AND c`.
fn flat(
    mut parts: Vec<Expr>,
    join: impl FnOnce(Vec<Expr>) -> Expr,
    split: impl Fn(Expr) -> Result<Vec<Expr>, Expr>,
) -> Expr {
    if parts.len() == 1 {
        return parts.pop().unwrap_or(Expr::Null);
    }
    let mut all = Vec::new();
    for part in parts {
        match split(part) {
            Ok(inner) => all.extend(inner),
            Err(single) => all.push(single),
        }
    }
    join(all)
}
