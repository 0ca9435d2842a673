//! Types that the schema defines for itself.

use std::collections::BTreeMap;

use obmigrate_model::constraint::{Enforcement, Inheritance, Validation};
use obmigrate_model::data_type::{Composite, Domain, TypeName};
use obmigrate_model::sql::Writer;
use obmigrate_model::{
    Check, DataType, Dialect, Ident, Nullability, ObjectPath, Schema, ServerVersion, Statement,
};

use super::{columns, types};
use crate::error::Error;
use crate::render::limits::Limits;
use crate::render::parts;

/// Collects the types that columns describe by value, those first that others are made of. A type
/// of another schema is not collected.
#[derive(Default)]
pub(crate) struct UserTypes<'a> {
    described: BTreeMap<&'a Ident, &'a DataType>,
    in_order: Vec<(&'a Ident, &'a DataType)>,
}

impl<'a> UserTypes<'a> {
    /// Collects the types of all columns.
    pub(crate) fn of(schema: &'a Schema, limits: &mut Limits<'_>) -> Self {
        let mut types = Self::default();
        for (name, table) in &schema.tables {
            for column in &table.columns {
                let path = ObjectPath::column(name, &column.name);
                types.add(&path, &column.data_type, limits);
            }
        }
        types
    }

    /// Finds a type by its name.
    pub(crate) fn get(&self, name: &Ident) -> Option<&'a DataType> {
        self.described.get(name).copied()
    }

    /// Lists the names, those first that others are made of.
    pub(crate) fn names(&self) -> impl DoubleEndedIterator<Item = &'a Ident> {
        self.in_order.iter().map(|(name, _)| *name)
    }

    /// Collects a type and what it is made of.
    fn add(&mut self, path: &ObjectPath, data_type: &'a DataType, limits: &mut Limits<'_>) {
        if let DataType::Array { element } = data_type {
            self.add(path, element, limits);
        }
        let Some(TypeName { schema: None, name }) = name_of(data_type) else {
            return;
        };
        if let Some(described) = self.described.get(name) {
            if *described != data_type {
                limits.refuse(Error::TypeDescribedTwice {
                    path: path.clone(),
                    name: name.clone(),
                });
            }
            return;
        }
        self.described.insert(name, data_type);
        if let DataType::Domain(domain) = data_type {
            self.add(path, &domain.base, limits);
            check_domain(path, domain, limits);
        }
        if let DataType::Composite(composite) = data_type {
            for field in &composite.fields {
                self.add(path, &field.data_type, limits);
                check_type(path, &field.data_type, limits);
            }
        }
        self.in_order.push((name, data_type));
    }

    /// Writes the statements that create those of them that are wanted.
    pub(crate) fn create(
        &self,
        version: ServerVersion,
        is_wanted: impl Fn(&Ident) -> bool,
    ) -> Vec<Statement> {
        let mut statements = Vec::new();
        for (name, data_type) in self.in_order.iter().filter(|(name, _)| is_wanted(name)) {
            if let DataType::Enum { labels, .. } = data_type {
                statements.push(create_enum(name, labels));
            }
            if let DataType::Composite(composite) = data_type {
                statements.push(create_composite(name, composite, version));
            }
            if let DataType::Domain(domain) = data_type {
                statements.push(create_domain(name, domain, version));
                let late = domain.checks.iter().filter(|(_, check)| is_late(check));
                statements.extend(late.map(|(check, rule)| add_domain_check(name, check, rule)));
            }
        }
        statements
    }
}

const fn name_of(data_type: &DataType) -> Option<&TypeName> {
    if let DataType::Enum { name, .. } = data_type {
        return name.as_ref();
    }
    if let DataType::Domain(domain) = data_type {
        return Some(&domain.name);
    }
    if let DataType::Composite(composite) = data_type {
        return Some(&composite.name);
    }
    None
}

fn check_type(path: &ObjectPath, data_type: &DataType, limits: &mut Limits<'_>) {
    let version = limits.target.version;
    if !types::write(&mut Writer::new(Dialect::Postgres), data_type, version) {
        limits.lacks_type(path, data_type);
    }
}

fn check_domain(path: &ObjectPath, domain: &Domain, limits: &mut Limits<'_>) {
    check_type(path, &domain.base, limits);
    for (name, check) in &domain.checks {
        let path = path.join("checks").join(name.as_str());
        let idle = check.enforcement == Enforcement::NotEnforced;
        limits.lacks_if(idle, &path, "checks of a domain that are not enforced");
        let alone = check.inheritance == Inheritance::NotInherited;
        limits.lacks_if(alone, &path, "inheritance of domains");
    }
}

fn is_late(check: &Check) -> bool {
    check.validation == Validation::NotValidated
}

fn create_enum(name: &Ident, labels: &[String]) -> Statement {
    let mut sql = Writer::new(Dialect::Postgres);
    sql.kw("CREATE TYPE ").ident(name).kw(" AS ENUM ");
    parts::labels(&mut sql, labels);
    sql.finish()
}

fn create_composite(name: &Ident, composite: &Composite, version: ServerVersion) -> Statement {
    let mut sql = Writer::new(Dialect::Postgres);
    sql.kw("CREATE TYPE ").ident(name).kw(" AS ").paren(|sql| {
        sql.comma(&composite.fields, |sql, field| {
            sql.ident(&field.name).kw(" ");
            types::write(sql, &field.data_type, version);
        });
    });
    sql.finish()
}

fn create_domain(name: &Ident, domain: &Domain, version: ServerVersion) -> Statement {
    let mut sql = Writer::new(Dialect::Postgres);
    sql.kw("CREATE DOMAIN ").ident(name).kw(" AS ");
    types::write(&mut sql, &domain.base, version);
    if let Some(default) = &domain.default {
        sql.kw(" DEFAULT ");
        columns::write_default(&mut sql, default);
    }
    sql.kw(match domain.nullability {
        Nullability::Nullable => "",
        Nullability::NotNull => " NOT NULL",
    });
    for (name, check) in domain.checks.iter().filter(|(_, check)| !is_late(check)) {
        sql.kw(" ");
        write_check(&mut sql, name, check);
    }
    sql.finish()
}

fn add_domain_check(domain: &Ident, name: &Ident, check: &Check) -> Statement {
    let mut sql = Writer::new(Dialect::Postgres);
    sql.kw("ALTER DOMAIN ").ident(domain).kw(" ADD ");
    write_check(&mut sql, name, check);
    sql.kw(" NOT VALID");
    sql.finish()
}

fn write_check(sql: &mut Writer, name: &Ident, check: &Check) {
    sql.kw("CONSTRAINT ")
        .ident(name)
        .kw(" CHECK ")
        .paren(|sql| {
            sql.expression(&check.expression);
        });
}
