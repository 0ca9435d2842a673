//! Comparisons and the other conditions on operands.

use super::super::ExpressionError;
use super::super::token::Token;
use super::super::tree::{Comparison, Expr, State};
use super::{Parsed, Parser};
use crate::Dialect;

impl Parser {
    pub(super) fn comparison(&mut self) -> Parsed {
        let mut left = self.operand()?;
        for already in 0.. {
            self.chain(already)?;
            if self.word("is") {
                left = self.state(left)?;
                continue;
            }
            let negated = ["in", "between", "like", "ilike", "similar"]
                .iter()
                .any(|next| self.is_word(0, "not") && self.is_word(1, next));
            self.position += usize::from(negated);
            if self.word("in") {
                self.expect_symbol("(")?;
                left = Expr::In {
                    negated,
                    value: Box::new(left),
                    list: self.list(")")?,
                };
            } else if self.word("between") {
                left = self.between(left, negated)?;
            } else if self.word("like") || self.symbol("~~") {
                left = self.like(left, negated)?;
            } else if self.symbol("!~~") {
                left = self.like(left, true)?;
            } else if let Some(operator) = self.comparison_operator() {
                left = self.compare(left, operator)?;
            } else if negated {
                return Err(self.unexpected("IN, BETWEEN or LIKE"));
            } else {
                break;
            }
        }
        Ok(left)
    }

    fn comparison_operator(&mut self) -> Option<Comparison> {
        use Comparison as C;
        let operators = [
            ("=", C::Equal),
            ("<>", C::NotEqual),
            ("!=", C::NotEqual),
            ("<=", C::LessOrEqual),
            (">=", C::GreaterOrEqual),
            ("<", C::Less),
            (">", C::Greater),
        ];
        let found = operators.iter().find(|(symbol, _)| self.symbol(symbol));
        match (found, self.dialect) {
            (Some((_, operator)), _) => Some(*operator),
            (None, Dialect::OceanBase) => self.symbol("<=>").then_some(C::NullSafeEqual),
            (None, Dialect::Postgres) => None,
        }
    }

    fn compare(&mut self, left: Expr, operator: Comparison) -> Parsed {
        let any = self.is_word(0, "any") || self.is_word(0, "some");
        if !any && !self.is_word(0, "all") {
            let right = self.operand()?;
            return Ok(Expr::Compare(operator, Box::new(left), Box::new(right)));
        }
        self.position += 1;
        self.expect_symbol("(")?;
        let array = self.expression()?;
        self.expect_symbol(")")?;
        if !is_array(&array) {
            return Err(ExpressionError::construct(
                "ANY or ALL of other than ARRAY[…]",
            ));
        }
        // The translation takes the array apart.
        let list = vec![array];
        match (operator, any) {
            (Comparison::Equal, true) | (Comparison::NotEqual, false) => Ok(Expr::In {
                negated: !any,
                value: Box::new(left),
                list,
            }),
            _ => Err(ExpressionError::construct(
                "ANY or ALL with this comparison",
            )),
        }
    }

    fn state(&mut self, left: Expr) -> Parsed {
        let negated = self.word("not");
        let value = Box::new(left);
        if self.words(["distinct", "from"]) {
            let right = Box::new(self.operand()?);
            let equal = Expr::Compare(Comparison::NullSafeEqual, value, right);
            return Ok(if negated {
                equal
            } else {
                Expr::Not(Box::new(equal))
            });
        }
        let state = if self.word("null") || self.word("unknown") {
            State::Null
        } else if self.word("true") {
            State::True
        } else if self.word("false") {
            State::False
        } else {
            return Err(self.unexpected("NULL, TRUE or FALSE"));
        };
        Ok(Expr::Is {
            negated,
            value,
            state,
        })
    }

    fn between(&mut self, value: Expr, negated: bool) -> Parsed {
        if self.word("symmetric") {
            return Err(ExpressionError::construct("BETWEEN SYMMETRIC"));
        }
        let low = self.operand()?;
        self.expect_word("and")?;
        let high = self.operand()?;
        let compare =
            |value, operator, bound| Expr::Compare(operator, Box::new(value), Box::new(bound));
        let both = Expr::And(vec![
            compare(value.clone(), Comparison::GreaterOrEqual, low),
            compare(value, Comparison::LessOrEqual, high),
        ]);
        Ok(if negated {
            Expr::Not(Box::new(both))
        } else {
            both
        })
    }

    fn like(&mut self, value: Expr, negated: bool) -> Parsed {
        let pattern = Box::new(self.operand()?);
        let mut escape = None;
        if self.word("escape") {
            match self.next() {
                Some(Token::Text(text)) => escape = Some(text),
                _ => return Err(ExpressionError::construct("this ESCAPE")),
            }
        }
        Ok(Expr::Like {
            negated,
            value: Box::new(value),
            pattern,
            // A backslash escapes on both servers if nothing is said.
            escape: escape.filter(|text| text != "\\"),
        })
    }
}

fn is_array(tree: &Expr) -> bool {
    match tree {
        Expr::Array(_) => true,
        Expr::Cast(inner, data_type) => {
            data_type.is_array && (is_array(inner) || matches!(**inner, Expr::Text(_)))
        }
        _ => false,
    }
}
