//! Names that nothing has, for what is there during the transaction only.

use std::collections::BTreeSet;

use obmigrate_model::{DataType, Ident, Partitioning, Schema};

use crate::render::postgres as render;

/// Gives out names that no object has.
pub(super) struct Fresh {
    taken: BTreeSet<Ident>,
    next: u32,
}

impl Fresh {
    /// Avoids the names of everything that a name could be mistaken for.
    pub(super) fn of<const N: usize>(schemas: [&Schema; N]) -> Self {
        let mut taken = BTreeSet::new();
        for schema in schemas {
            taken.extend(schema.sequences.keys().cloned());
            for object in &schema.unmodelled {
                let name = object.path.segments().pop();
                taken.extend(name.and_then(|name| Ident::new(name).ok()));
            }
            for (name, table) in &schema.tables {
                taken.insert(name.clone());
                let key = table.primary_key.iter();
                taken.extend(key.map(|key| render::primary_key_name(name, key)));
                taken.extend(table.uniques.keys().cloned());
                taken.extend(table.foreign_keys.keys().cloned());
                taken.extend(table.checks.keys().cloned());
                taken.extend(table.indexes.keys().cloned());
                taken.extend(table.exclusions.keys().cloned());
                if let Some(partitioning) = &table.partitioning {
                    add_partitions(partitioning, &mut taken);
                }
                for column in &table.columns {
                    taken.insert(column.name.clone());
                    let identity = column.identity.iter();
                    taken.extend(identity.map(|one| render::name_behind(name, &column.name, one)));
                    add_type(&column.data_type, &mut taken);
                }
            }
        }
        Self { taken, next: 0 }
    }

    /// Takes a name; says whether nothing had it.
    pub(super) fn take(&mut self, name: &Ident) -> bool {
        self.taken.insert(name.clone())
    }

    /// Returns another one.
    pub(super) fn name(&mut self) -> Ident {
        loop {
            self.next += 1;
            // Neither empty nor with a NUL in it.
            if let Ok(name) = Ident::new(format!("alteration_{}", self.next))
                && self.taken.insert(name.clone())
            {
                return name;
            }
        }
    }
}

fn add_partitions(partitioning: &Partitioning, taken: &mut BTreeSet<Ident>) {
    for partition in &partitioning.partitions {
        taken.insert(partition.name.clone());
        if let Some(inner) = &partition.partitioning {
            add_partitions(inner, taken);
        }
    }
}

fn add_type(data_type: &DataType, taken: &mut BTreeSet<Ident>) {
    if let DataType::Enum {
        name: Some(name), ..
    } = data_type
    {
        taken.insert(name.name.clone());
    }
    if let DataType::Array { element } = data_type {
        add_type(element, taken);
    }
    if let DataType::Domain(domain) = data_type {
        taken.insert(domain.name.name.clone());
        add_type(&domain.base, taken);
    }
    if let DataType::Composite(composite) = data_type {
        taken.insert(composite.name.name.clone());
        for field in &composite.fields {
            add_type(&field.data_type, taken);
        }
    }
}
