//! Names of what a plan creates.

use obmigrate_model::plan::RunId;
use obmigrate_model::{Fingerprint, Ident};

/// Is how long a name may be, of OceanBase 4.3.5 (measured) where nothing else is said: characters, and bytes where those run out first.
#[derive(Clone, Copy)]
pub(crate) struct Limit {
    characters: usize,
    bytes: usize,
}

/// Tables: 64 characters, of which only 48 may have four bytes.
pub(crate) const TABLE: Limit = Limit {
    characters: 64,
    bytes: 192,
};
/// Check constraints.
pub(crate) const CHECK: Limit = Limit {
    characters: 64,
    bytes: 192,
};
/// Foreign keys: 128 characters.
pub(crate) const FOREIGN_KEY: Limit = Limit {
    characters: 128,
    bytes: 384,
};

/// Everything that has a name on PostgreSQL: 63 bytes (manual of 10 to 18, 4.1.1).
pub(crate) const POSTGRES: Limit = Limit {
    characters: 63,
    bytes: 63,
};

/// Says what a derived name is for.
#[derive(Clone, Copy)]
pub(crate) enum Role {
    /// It is replaced by the original name later.
    Temp,
    /// It keeps what was there before.
    Backup,
}

/// Derives `{name}_tmp_{run}` or `{name}_bak_{run}`. A name that would get too long is cut and
/// gets six digits of its fingerprint, so that two long names stay apart.
pub(crate) fn derive(name: &Ident, role: Role, run: &RunId, limit: Limit) -> Ident {
    let suffix = match role {
        Role::Temp => format!("_tmp_{run}"),
        Role::Backup => format!("_bak_{run}"),
    };
    let fits = |stem: &str| {
        stem.chars().count() + suffix.len() <= limit.characters
            && stem.len() + suffix.len() <= limit.bytes
    };
    let mut stem = name.as_str().to_owned();
    if !fits(&stem) {
        let hash = Fingerprint::of_bytes(stem.as_bytes());
        let hash: String = hash.as_str().chars().take(6).collect();
        while !fits(&format!("{stem}_{hash}")) && stem.pop().is_some() {}
        stem = format!("{stem}_{hash}");
    }
    // The stem comes from a name, so the result is neither empty nor holds a NUL.
    Ident::new(format!("{stem}{suffix}")).unwrap_or_else(|_| name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, limit: Limit, expected: &str) {
        let run = RunId::new("20261123093158").unwrap();
        let name = Ident::new(name).unwrap();
        assert_eq!(derive(&name, Role::Temp, &run, limit).as_str(), expected);
    }

    #[test]
    fn short_names_stay_whole() {
        check("orders", TABLE, "orders_tmp_20261123093158");
    }

    #[test]
    fn long_names_are_cut_and_stay_apart() {
        let long = "x".repeat(64);
        let derived = derive(
            &Ident::new(&long).unwrap(),
            Role::Backup,
            &RunId::new("20261123093158").unwrap(),
            TABLE,
        );
        assert_eq!(derived.char_count(), 64);
        let other = derive(
            &Ident::new(format!("{}y", "x".repeat(63))).unwrap(),
            Role::Backup,
            &RunId::new("20261123093158").unwrap(),
            TABLE,
        );
        assert_ne!(derived, other);
    }

    #[test]
    fn bytes_count_too() {
        let run = RunId::new("20261123093158").unwrap();
        let derived = derive(
            &Ident::new("😀".repeat(48)).unwrap(),
            Role::Temp,
            &run,
            TABLE,
        );
        assert!(derived.as_str().len() <= 192, "{derived}");
    }
}
