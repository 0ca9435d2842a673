//! What becomes of the names of one object.

use obmigrate_model::{Ident, ObjectPath};
use serde_json::Value;

use crate::{Conflict, ConflictKind, OnConflict, Resolution, Sides};

/// Says what the names of one object come to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Naming<'a> {
    pub(super) base: &'a Ident,
    pub(super) desired: &'a Ident,
    pub(super) live: &'a Ident,
}

impl<'a> Naming<'a> {
    /// Says whether both sides gave it another name, and not the same one.
    pub(super) fn is_conflict(self) -> bool {
        self.desired != self.live && self.desired != self.base && self.live != self.base
    }

    pub(super) fn common(self) -> &'a Ident {
        if self.is_conflict() {
            self.base
        } else if self.live == self.base {
            self.desired
        } else {
            self.live
        }
    }

    pub(super) fn goal(self, policy: OnConflict) -> &'a Ident {
        if !self.is_conflict() {
            return self.common();
        }
        match policy {
            OnConflict::Report | OnConflict::PreferLive => self.live,
            OnConflict::PreferDesired => self.desired,
        }
    }

    /// What both did is no drift.
    pub(super) fn drift(self) -> &'a Ident {
        if self.desired == self.live {
            self.base
        } else {
            self.live
        }
    }

    /// Reports that both sides gave it another name; `path` is the one in base.
    pub(super) fn conflict(self, path: &ObjectPath, policy: OnConflict) -> Option<Conflict> {
        let names = Sides {
            base: self.base,
            desired: self.desired,
            live: self.live,
        };
        self.is_conflict().then(|| Conflict {
            path: path.join("name"),
            kind: ConflictKind::BothRenamed,
            sides: names.map(|name| Some(Value::from(name.as_str()))),
            resolution: match policy {
                OnConflict::Report => None,
                OnConflict::PreferDesired => Some(Resolution::TookDesired),
                OnConflict::PreferLive => Some(Resolution::KeptLive),
            },
        })
    }
}
