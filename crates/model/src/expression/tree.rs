//! What an expression is made of.

use crate::Ident;

/// One expression. `Cast`, `Array` and calls whose name is an operator exist only until the
/// translation has resolved them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expr {
    Null,
    Boolean(bool),
    /// Digits in normal form, with a sign if negative.
    Number(String),
    Text(String),
    Column(Ident),
    Not(Box<Self>),
    Negative(Box<Self>),
    Compare(Comparison, Box<Self>, Box<Self>),
    Arithmetic(Operator, Box<Self>, Box<Self>),
    And(Vec<Self>),
    Or(Vec<Self>),
    In {
        negated: bool,
        value: Box<Self>,
        list: Vec<Self>,
    },
    Is {
        negated: bool,
        value: Box<Self>,
        state: State,
    },
    Like {
        negated: bool,
        value: Box<Self>,
        pattern: Box<Self>,
        escape: Option<String>,
    },
    Case {
        arms: Vec<(Self, Self)>,
        otherwise: Option<Box<Self>>,
    },
    Call(String, Vec<Self>),
    Cast(Box<Self>, TypeName),
    Array(Vec<Self>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    /// `IS NOT DISTINCT FROM`, `<=>`.
    NullSafeEqual,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Add,
    Subtract,
    Multiply,
    /// With a fraction.
    Divide,
    /// Cut to a whole number: `/` between integers of PostgreSQL, `DIV` of OceanBase.
    WholeDivide,
    Remainder,
    BitAnd,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Null,
    True,
    False,
}

/// A type as a cast names it, in lower case, without the schema of the system's own types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TypeName {
    pub(super) name: String,
    pub(super) arguments: Vec<u32>,
    pub(super) is_array: bool,
}
