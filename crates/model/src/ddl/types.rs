//! Types that a script of PostgreSQL defines, and what a type's spelling means in it.

use std::collections::BTreeMap;

use super::cursor::{Cursor, Fault, Name, Read, beginning};
use super::draft::Draft;
use super::judge::judge;
use super::token::{Next, next};
use crate::data_type::{Composite, Domain, Field, TypeName, spelling};
use crate::{Check, DataType, Dialect, Ident, Nullability, Severity, canonical, given_names};

/// Types within types at most; PostgreSQL has no limit, but nobody goes further.
const DEEPEST: usize = 16;

/// Holds a type and how much it takes to copy it.
#[derive(Clone, Debug)]
pub(super) struct UserType {
    data_type: DataType,
    /// In bytes, roughly.
    size: usize,
    depth: usize,
}

/// What a column, field or domain rests on.
pub(super) struct Resolved {
    pub(super) data_type: DataType,
    size: usize,
    depth: usize,
}

/// Reads the spelling of a type; `near` is the table or type that it stands in.
pub(super) fn resolve(
    draft: &mut Draft<'_>,
    cursor: &Cursor<'_>,
    text: &str,
    near: &Name,
) -> Read<Resolved> {
    let spelled = spelling::parse(draft.dialect, text);
    let plain = |data_type| Resolved {
        data_type,
        size: text.len(),
        depth: 0,
    };
    let element = if let DataType::Array { element } = &spelled {
        element
    } else {
        &spelled
    };
    let is_array = matches!(spelled, DataType::Array { .. });
    let DataType::Other { name } = element else {
        return Ok(plain(spelled));
    };
    let Some(known) = find(draft, name) else {
        let name = beginning(name, 60);
        let message = format!("{name} is a type that is not known; it is kept by its name");
        let at = cursor.position();
        draft.report("model/ddl-unknown-type", Severity::Warning, at, message);
        return Ok(plain(spelled));
    };
    let too_large = |message: &str| Fault {
        code: "model/ddl-too-large",
        at: cursor.position(),
        message: message.to_owned(),
    };
    if known.depth >= DEEPEST {
        return Err(too_large("the type rests on too many others"));
    }
    let Some(left) = draft.budget.checked_sub(known.size) else {
        return Err(too_large("user-defined types stand in too many columns"));
    };
    let (mut data_type, size, depth) = (known.data_type.clone(), known.size, known.depth);
    draft.budget = left;
    if let DataType::Enum {
        name: Some(name), ..
    }
    | DataType::Composite(Composite { name, .. }) = &mut data_type
    {
        relate(name, near);
    } else if let DataType::Domain(domain) = &mut data_type {
        relate(&mut domain.name, near);
    }
    if is_array {
        data_type = DataType::Array {
            element: Box::new(data_type),
        };
    }
    Ok(Resolved {
        data_type,
        size,
        depth,
    })
}

fn relate(name: &mut TypeName, near: &Name) {
    if name.schema == near.schema {
        name.schema = None;
    }
}

fn find<'d>(draft: &'d Draft<'_>, spelled: &str) -> Option<&'d UserType> {
    let mut tokens = Vec::new();
    let mut at = 0;
    loop {
        match next(Dialect::Postgres, spelled, at) {
            Next::Token(token) => {
                at = token.end;
                tokens.push(token);
            }
            Next::Nothing(end) => at = end,
            Next::Unclosed => return None,
            Next::End => break,
        }
    }
    let mut cursor = Cursor::new(Dialect::Postgres, spelled, &tokens);
    let name = draft.resolved(cursor.qualified().ok()?);
    cursor.expect_end().ok()?;
    draft.types.get(&name)
}

/// Reads what stands behind `CREATE TYPE`; `None` if it is a kind that the model does not hold.
pub(super) fn create_type(draft: &mut Draft<'_>, rest: &mut Cursor<'_>) -> Read<Option<()>> {
    let name = rest.qualified()?;
    let name = draft.resolved(name);
    if rest.accept("AS ENUM") {
        enumeration(draft, rest, name)?;
    } else if rest.accept("AS") && rest.sees_symbol('(') {
        composite(draft, rest, name)?;
    } else {
        return Ok(None);
    }
    rest.expect_end()?;
    Ok(Some(()))
}

fn enumeration(draft: &mut Draft<'_>, rest: &mut Cursor<'_>, name: Name) -> Read<()> {
    let inside = rest.group()?;
    let mut labels = Vec::new();
    for item in rest.items(inside) {
        labels.push(rest.within(item).literal()?);
    }
    let size = rest.slice(inside).len();
    let data_type = DataType::Enum {
        name: Some(absolute(&name)),
        labels,
    };
    add(draft, name, data_type, size, 0);
    Ok(())
}

fn composite(draft: &mut Draft<'_>, rest: &mut Cursor<'_>, name: Name) -> Read<()> {
    let inside = rest.group()?;
    let mut fields = Vec::new();
    let (mut size, mut depth) = (0, 0);
    for item in rest.items(inside) {
        let mut item = rest.within(item);
        let field = item.name()?;
        let spelled = item.until(|rest| rest.sees("COLLATE"));
        let resolved = resolve(draft, &item, rest.slice(spelled), &name)?;
        if item.accept("COLLATE") {
            let message = "the collation of a field is not part of the model";
            return Err(item.unsupported(message));
        }
        size += resolved.size + field.as_str().len() + size_of::<Field>();
        depth = depth.max(resolved.depth + 1);
        fields.push(Field {
            name: field,
            data_type: resolved.data_type,
        });
    }
    let data_type = DataType::Composite(Composite {
        name: absolute(&name),
        fields,
    });
    add(draft, name, data_type, size, depth);
    Ok(())
}

/// Reads what stands behind `CREATE DOMAIN`.
pub(super) fn create_domain(draft: &mut Draft<'_>, rest: &mut Cursor<'_>) -> Read<()> {
    let name = rest.qualified()?;
    let name = draft.resolved(name);
    rest.accept("AS");
    let spelled = rest.until(ends_type);
    let resolved = resolve(draft, rest, rest.slice(spelled), &name)?;
    let mut size = resolved.size + size_of::<Domain>();
    let mut domain = if let DataType::Domain(inner) = resolved.data_type {
        // What the inner domain adds to the type holds for this one, too.
        Domain {
            name: absolute(&name),
            ..*inner
        }
    } else {
        Domain {
            name: absolute(&name),
            base: resolved.data_type,
            nullability: Nullability::Nullable,
            default: None,
            checks: BTreeMap::new(),
        }
    };
    while !rest.is_at_end() {
        let check = if rest.accept("CONSTRAINT") {
            Some(rest.name()?)
        } else {
            None
        };
        if rest.accept("NOT NULL") {
            domain.nullability = Nullability::NotNull;
        } else if rest.accept("NULL") {
        } else if rest.accept("DEFAULT") {
            let tokens = rest.until(ends_type);
            judge(draft, rest, tokens);
            domain.default = canonical::postgres_default(rest.slice(tokens));
        } else if rest.accept("CHECK") {
            let inside = rest.group()?;
            judge(draft, rest, inside);
            let mut condition = Check::new(rest.expression(inside)?);
            if rest.accept("NOT VALID") {
                condition.validation = crate::constraint::Validation::NotValidated;
            }
            size += condition.expression.len();
            let check = check.or_else(|| free(&domain, name.name.as_str()));
            domain.checks.extend(check.map(|name| (name, condition)));
        } else if rest.accept("COLLATE") {
            let message = "the collation of a domain is not part of the model";
            return Err(rest.unsupported(message));
        } else {
            rest.expect_end()?;
        }
    }
    let depth = resolved.depth + 1;
    add(draft, name, DataType::Domain(Box::new(domain)), size, depth);
    Ok(())
}

fn ends_type(rest: &Cursor<'_>) -> bool {
    ["CONSTRAINT", "NOT", "NULL", "DEFAULT", "CHECK", "COLLATE"]
        .iter()
        .any(|word| rest.sees(word))
}

/// Names a check of a domain as the server does.
fn free(domain: &Domain, name: &str) -> Option<Ident> {
    (0..=domain.checks.len())
        .filter_map(|number| {
            let number = if number == 0 {
                String::new()
            } else {
                number.to_string()
            };
            Ident::new(given_names::joined(name, "", &format!("check{number}"))).ok()
        })
        .find(|name| !domain.checks.contains_key(name))
}

fn absolute(name: &Name) -> TypeName {
    TypeName {
        schema: name.schema.clone(),
        name: name.name.clone(),
    }
}

fn add(draft: &mut Draft<'_>, name: Name, data_type: DataType, size: usize, depth: usize) {
    let known = UserType {
        data_type,
        size,
        depth,
    };
    draft.types.insert(name, known);
}
