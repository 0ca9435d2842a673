//! Constraints of both dialects, in a column or in a table.

mod add;

pub(super) use self::add::add;
use super::cursor::{Cursor, Read};
use super::draft::Draft;
use super::index;
use super::judge::judge;
use crate::constraint::{Deferral, Enforcement, ExclusionPart, Inheritance, MatchType, Validation};
use crate::index::{IndexMethod, Nulls};
use crate::{
    Check, Dialect, Exclusion, ForeignKey, Ident, Index, PrimaryKey, Reference, ReferentialAction,
    Unique, Uniqueness,
};

/// A constraint that was read and has no name yet, perhaps.
#[derive(Debug)]
pub(super) struct Pending<'a> {
    pub(super) name: Option<Ident>,
    pub(super) body: Body,
    /// What it was read from.
    pub(super) source: Cursor<'a>,
}

#[derive(Debug)]
pub(super) enum Body {
    Primary(PrimaryKey),
    Unique(Unique),
    Check(Check),
    ForeignKey(ForeignKey),
    Exclusion(Exclusion),
    Index(Index),
}

/// Says whether a constraint or an index comes next, not a column.
pub(super) fn comes_next(rest: &Cursor<'_>) -> bool {
    let both = [
        "CONSTRAINT",
        "PRIMARY KEY",
        "UNIQUE",
        "CHECK",
        "FOREIGN KEY",
    ];
    if both.iter().any(|words| rest.sees(words)) {
        return true;
    }
    match rest.dialect {
        Dialect::Postgres => rest.sees("EXCLUDE USING"),
        Dialect::OceanBase => [
            "KEY",
            "INDEX",
            "FULLTEXT",
            "SPATIAL",
            "VECTOR INDEX",
            "VECTOR KEY",
        ]
        .iter()
        .any(|words| rest.sees(words)),
    }
}

/// Reads a constraint of a table.
pub(super) fn read<'a>(draft: &mut Draft<'_>, rest: &mut Cursor<'a>) -> Read<Pending<'a>> {
    let source = *rest;
    let name = explicit_name(rest)?;
    let mut pending = Pending {
        name,
        body: Body::Index(Index::new(Vec::new())),
        source,
    };
    pending.body = if rest.accept("PRIMARY KEY") {
        let index = key(draft, rest, &mut pending.name)?;
        let Some(columns) = index::plain_columns(&index) else {
            return Err(source.unsupported("a primary key over more than whole columns"));
        };
        if !index.parameters.is_empty() {
            return Err(index::not_modelled(&source, "a parameter of a key"));
        }
        // OceanBase has no name for it.
        if rest.dialect == Dialect::OceanBase {
            pending.name = None;
        }
        Body::Primary(PrimaryKey {
            name: None,
            columns,
            include: index.include,
            deferral: Trailer::read(rest).deferral,
        })
    } else if rest.accept("UNIQUE") {
        unique(draft, rest, &mut pending.name)?
    } else if rest.accept("CHECK") {
        check(draft, rest)?
    } else if rest.accept("FOREIGN KEY") {
        // OceanBase ignores the name of the index behind the words (measured).
        if !rest.sees_symbol('(') {
            rest.name()?;
        }
        let columns = rest.names()?;
        rest.expect("REFERENCES")?;
        Body::ForeignKey(references(draft, rest, columns)?)
    } else if rest.accept("EXCLUDE") {
        exclusion(draft, rest)?
    } else {
        Body::Index(oceanbase_index(draft, rest, &mut pending.name)?)
    };
    rest.expect_end()?;
    Ok(pending)
}

pub(super) fn explicit_name(rest: &mut Cursor<'_>) -> Read<Option<Ident>> {
    let has_name = rest.accept("CONSTRAINT")
        && !["PRIMARY", "UNIQUE", "CHECK", "FOREIGN"]
            .iter()
            .any(|word| rest.sees(word));
    if has_name {
        rest.name().map(Some)
    } else {
        Ok(None)
    }
}

/// Reads the parts of a key with all that may stand around them.
fn key(draft: &mut Draft<'_>, rest: &mut Cursor<'_>, name: &mut Option<Ident>) -> Read<Index> {
    let mut index = Index {
        uniqueness: Uniqueness::Unique,
        ..Index::new(Vec::new())
    };
    if rest.dialect == Dialect::OceanBase {
        if !rest.sees_symbol('(') && !rest.sees("USING") {
            *name = Some(rest.name()?);
        }
    } else if rest.sees("USING INDEX") && !rest.sees("USING INDEX TABLESPACE") {
        return Err(rest.unsupported("a constraint over an index that is there already"));
    }
    while !rest.sees_symbol('(') && !rest.is_at_end() {
        let before = rest.rest().len();
        index::settings(draft, rest, &mut index)?;
        if before == rest.rest().len() {
            break;
        }
    }
    let inside = rest.group()?;
    index.parts = index::parts(draft, rest, inside)?;
    index::settings(draft, rest, &mut index)?;
    if rest.accept("USING INDEX TABLESPACE") {
        rest.name()?;
        draft.ignore("TABLESPACE of an index");
    }
    Ok(index)
}

fn unique(draft: &mut Draft<'_>, rest: &mut Cursor<'_>, name: &mut Option<Ident>) -> Read<Body> {
    if rest.dialect == Dialect::OceanBase && !rest.accept("KEY") {
        rest.accept("INDEX");
    }
    let source = *rest;
    let index = key(draft, rest, name)?;
    let Some(columns) = index::plain_columns(&index) else {
        return match rest.dialect {
            Dialect::OceanBase => Ok(Body::Index(index)),
            Dialect::Postgres => Err(index::not_modelled(&source, "a parameter of a key")),
        };
    };
    Ok(Body::Unique(Unique {
        columns,
        nulls: index.nulls,
        include: index.include,
        deferral: Trailer::read(rest).deferral,
        visibility: index.visibility,
        scope: index.scope,
        comment: index.comment,
    }))
}

/// Reads a condition behind `CHECK`.
pub(super) fn check(draft: &mut Draft<'_>, rest: &mut Cursor<'_>) -> Read<Body> {
    let inside = rest.group()?;
    judge(draft, rest, inside);
    let expression = rest.expression(inside)?.to_owned();
    let trailer = Trailer::read(rest);
    Ok(Body::Check(Check {
        expression,
        validation: trailer.validation,
        enforcement: trailer.enforcement,
        inheritance: trailer.inheritance,
    }))
}

/// Reads what stands behind `REFERENCES`.
pub(super) fn references(
    draft: &mut Draft<'_>,
    rest: &mut Cursor<'_>,
    columns: Vec<Ident>,
) -> Read<ForeignKey> {
    let table = draft.resolved(rest.table_name()?);
    let far = if rest.sees_symbol('(') {
        rest.names()?
    } else {
        Vec::new()
    };
    // The schema of the referencing table is left out once that is known.
    let reference = Reference {
        schema: table.schema,
        table: table.name,
        columns: far,
    };
    let mut key = ForeignKey::new(columns, reference);
    if rest.dialect == Dialect::OceanBase {
        // The server stores an action that is left out as this one.
        key.on_delete = ReferentialAction::Restrict;
        key.on_update = ReferentialAction::Restrict;
    }
    loop {
        if rest.accept("MATCH FULL") {
            key.match_type = MatchType::Full;
        } else if rest.accept("MATCH SIMPLE") {
            key.match_type = MatchType::Simple;
        } else if rest.accept("ON DELETE") {
            key.on_delete = action(rest)?;
            if rest.sees_symbol('(') {
                key.on_delete_columns = rest.names()?;
            }
        } else if rest.accept("ON UPDATE") {
            key.on_update = action(rest)?;
        } else {
            break;
        }
    }
    let trailer = Trailer::read(rest);
    key.deferral = trailer.deferral;
    key.validation = trailer.validation;
    key.enforcement = trailer.enforcement;
    Ok(key)
}

fn action(rest: &mut Cursor<'_>) -> Read<ReferentialAction> {
    let fault = rest.fault("an action is expected");
    let words = [
        "NO ACTION",
        "RESTRICT",
        "CASCADE",
        "SET NULL",
        "SET DEFAULT",
    ];
    Ok(match rest.accept_any(&words) {
        Some("NO ACTION") => ReferentialAction::NoAction,
        Some("RESTRICT") => ReferentialAction::Restrict,
        Some("CASCADE") => ReferentialAction::Cascade,
        Some("SET NULL") => ReferentialAction::SetNull,
        Some("SET DEFAULT") => ReferentialAction::SetDefault,
        _ => return Err(fault),
    })
}

fn exclusion(draft: &mut Draft<'_>, rest: &mut Cursor<'_>) -> Read<Body> {
    let mut exclusion = Exclusion {
        method: IndexMethod::BTree,
        parts: Vec::new(),
        predicate: None,
        deferral: Deferral::NotDeferrable,
    };
    if rest.accept("USING") {
        exclusion.method = index::method(rest.name()?.as_str(), rest.dialect);
    }
    let inside = rest.group()?;
    for item in rest.items(inside) {
        let mut item = rest.within(item);
        let key = index::key(draft, &mut item)?;
        item.expect("WITH")?;
        let operator = item.slice(item.rest()).to_owned();
        exclusion.parts.push(ExclusionPart { key, operator });
    }
    if rest.accept("WHERE") {
        let condition = rest.group()?;
        judge(draft, rest, condition);
        exclusion.predicate = Some(rest.expression(condition)?.to_owned());
    }
    exclusion.deferral = Trailer::read(rest).deferral;
    Ok(Body::Exclusion(exclusion))
}

fn oceanbase_index(
    draft: &mut Draft<'_>,
    rest: &mut Cursor<'_>,
    name: &mut Option<Ident>,
) -> Read<Index> {
    let method = if rest.accept("FULLTEXT") {
        IndexMethod::FullText
    } else if rest.accept("SPATIAL") {
        IndexMethod::Spatial
    } else if rest.accept("VECTOR") {
        IndexMethod::Other("vector".to_owned())
    } else {
        IndexMethod::BTree
    };
    let has_word = rest.accept("KEY") || rest.accept("INDEX");
    if !has_word && method == IndexMethod::BTree {
        return Err(rest.fault("a constraint or an index is expected"));
    }
    let mut index = key(draft, rest, name)?;
    index.uniqueness = Uniqueness::NotUnique;
    if method != IndexMethod::BTree {
        index.method = method;
    }
    Ok(index)
}

/// Holds the words that may follow a constraint.
#[derive(Debug, Default)]
struct Trailer {
    deferral: Deferral,
    validation: Validation,
    enforcement: Enforcement,
    inheritance: Inheritance,
}

impl Trailer {
    fn read(rest: &mut Cursor<'_>) -> Self {
        let mut trailer = Self::default();
        loop {
            if rest.accept("NOT DEFERRABLE") {
                trailer.deferral = Deferral::NotDeferrable;
            } else if rest.accept("DEFERRABLE") {
                if trailer.deferral == Deferral::NotDeferrable {
                    trailer.deferral = Deferral::InitiallyImmediate;
                }
            } else if rest.accept("INITIALLY DEFERRED") {
                trailer.deferral = Deferral::InitiallyDeferred;
            } else if rest.accept("INITIALLY IMMEDIATE") || rest.accept("ENFORCED") {
                // What is assumed anyway.
            } else if rest.accept("NOT VALID") {
                trailer.validation = Validation::NotValidated;
            } else if rest.accept("NOT ENFORCED") {
                trailer.enforcement = Enforcement::NotEnforced;
            } else if rest.accept("NO INHERIT") {
                trailer.inheritance = Inheritance::NotInherited;
            } else {
                return trailer;
            }
        }
    }
}

/// Makes a unique key of a column by itself.
pub(super) const fn unique_of(columns: Vec<Ident>, nulls: Nulls) -> Unique {
    let mut unique = Unique::new(columns);
    unique.nulls = nulls;
    unique
}
