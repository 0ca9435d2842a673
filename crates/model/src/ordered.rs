//! A list whose order has a meaning and whose names are unique.

use serde::{Deserialize, Serialize};

use crate::{Column, Ident};

/// Has the name under which an [`Ordered`] list finds it.
pub trait Named {
    /// Returns the name.
    fn name(&self) -> &Ident;
}

impl Named for Column {
    fn name(&self) -> &Ident {
        &self.name
    }
}

/// Keeps items in their order and finds them by name.
///
/// Reading a document keeps duplicates, so that [`crate::validate`] can report all of them at once;
/// lookups find the first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "json-schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Ordered<T>(Vec<T>);

impl<T> Default for Ordered<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Named> Ordered<T> {
    /// Finds an item by name.
    #[must_use]
    pub fn get(&self, name: &Ident) -> Option<&T> {
        self.0.iter().find(|item| item.name() == name)
    }

    /// Finds an item by name, to change it.
    pub fn get_mut(&mut self, name: &Ident) -> Option<&mut T> {
        self.0.iter_mut().find(|item| item.name() == name)
    }

    /// Finds the position of an item, counted from 0.
    #[must_use]
    pub fn position(&self, name: &Ident) -> Option<usize> {
        self.0.iter().position(|item| item.name() == name)
    }

    /// Removes and returns the item of that name.
    pub fn remove(&mut self, name: &Ident) -> Option<T> {
        self.position(name).map(|position| self.0.remove(position))
    }

    /// Puts an item at a position; a position past the end means the end.
    pub fn insert(&mut self, position: usize, item: T) {
        let position = position.min(self.0.len());
        self.0.insert(position, item);
    }

    /// Puts an item at the end.
    pub fn push(&mut self, item: T) {
        self.0.push(item);
    }

    /// Walks the items in order.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.0.iter()
    }

    /// Walks the names in order.
    pub fn names(&self) -> impl Iterator<Item = &Ident> {
        self.0.iter().map(Named::name)
    }

    /// Counts the items.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Says whether there are no items.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Orders the items as `names` says; items it does not name keep their relative order behind.
    pub fn arrange(&mut self, names: &[Ident]) {
        self.0.sort_by_key(|item| {
            names
                .iter()
                .position(|name| name == item.name())
                .unwrap_or(names.len())
        });
    }
}

impl<T> FromIterator<T> for Ordered<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(items.into_iter().collect())
    }
}

impl<'a, T> IntoIterator for &'a Ordered<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}
