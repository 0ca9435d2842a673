//! Writes data definition statements.

pub(crate) mod limits;
pub(crate) mod oceanbase;
pub(crate) mod parts;
pub(crate) mod postgres;
