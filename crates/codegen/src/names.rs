//! Names of what a plan creates.

use std::collections::BTreeSet;

use obmigrate_model::canonical::compared_name;
use obmigrate_model::plan::RunId;
use obmigrate_model::{Fingerprint, Ident};

/// Is how long a name may be, of OceanBase 4.3.5 (measured) where nothing else is said: characters,
/// and bytes where those run out first.
#[derive(Clone, Copy, Debug)]
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
#[derive(Clone, Copy, Debug)]
pub(crate) enum Role {
    /// It is replaced by the original name later.
    Temp,
    /// It keeps what was there before.
    Backup,
    /// It holds what comes from another server.
    Staging,
}

/// Derives names of one kind, of which the server takes no two for the same: it compares them
/// without case and accents (4.3.5, measured).
pub(crate) struct Namer<'a> {
    run: &'a RunId,
    limit: Limit,
    /// The names that are not given, in the form in which they are compared.
    taken: BTreeSet<String>,
}

impl<'a> Namer<'a> {
    /// Begins with names that are in use.
    pub(crate) const fn new(run: &'a RunId, limit: Limit, taken: BTreeSet<String>) -> Self {
        Self { run, limit, taken }
    }

    /// Derives `{name}_tmp_{run}`, `{name}_bak_{run}` or `{name}_src_{run}`. A name that would get too long is cut and gets
    /// six digits of its fingerprint. One that is in use, or was derived before, gets other digits, so
    /// that the result depends on the order in which names are derived only where they meet.
    pub(crate) fn derive(&mut self, name: &Ident, role: Role) -> Ident {
        let mut attempt = 0_u64;
        loop {
            let derived = candidate(name, role, self.run, self.limit, attempt);
            // Each attempt has other digits: it ends long before sixteen million names are in use.
            if self.taken.insert(compared_name(&derived)) {
                return derived;
            }
            attempt += 1;
        }
    }
}

/// Returns the so manieth name to try.
fn candidate(name: &Ident, role: Role, run: &RunId, limit: Limit, attempt: u64) -> Ident {
    let suffix = match role {
        Role::Temp => format!("_tmp_{run}"),
        Role::Backup => format!("_bak_{run}"),
        Role::Staging => format!("_src_{run}"),
    };
    let fits = |stem: &str| {
        stem.chars().count() + suffix.len() <= limit.characters
            && stem.len() + suffix.len() <= limit.bytes
    };
    let mut stem = name.as_str().to_owned();
    if attempt > 0 || !fits(&stem) {
        let mut hashed = stem.clone();
        if attempt > 0 {
            // No name holds the sign, so that no other name is hashed like this.
            hashed = format!("{stem}\0{attempt}");
        }
        let hash = Fingerprint::of_bytes(hashed.as_bytes());
        let hash: String = hash.as_str().chars().take(6).collect();
        while !fits(&format!("{stem}_{hash}")) && stem.pop().is_some() {}
        stem = format!("{stem}_{hash}");
    }
    // The stem comes from a name, so the result is neither empty nor holds a NUL.
    Ident::new(format!("{stem}{suffix}")).unwrap_or_else(|_| name.clone())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn run() -> RunId {
        RunId::new("20261123093158").unwrap()
    }

    fn derive(name: &str, role: Role, limit: Limit) -> Ident {
        Namer::new(&run(), limit, BTreeSet::new()).derive(&Ident::new(name).unwrap(), role)
    }

    fn check(name: &str, limit: Limit, expected: &str) {
        assert_eq!(derive(name, Role::Temp, limit).as_str(), expected);
    }

    #[test]
    fn short_names_stay_whole() {
        check("orders", TABLE, "orders_tmp_20261123093158");
    }

    #[test]
    fn long_names_are_cut_and_stay_apart() {
        let derived = derive(&"x".repeat(64), Role::Backup, TABLE);
        assert_eq!(derived.char_count(), 64);
        let other = derive(&format!("{}y", "x".repeat(63)), Role::Backup, TABLE);
        assert_ne!(derived, other);
    }

    #[test]
    fn bytes_count_too() {
        let derived = derive(&"😀".repeat(48), Role::Temp, TABLE);
        assert!(derived.as_str().len() <= 192, "{derived}");
    }

    #[test]
    fn names_whose_digits_are_the_same_stay_apart() {
        // Long names with equal beginnings: among so many, two have the same six digits.
        let names = (0..20_000).map(|number| format!("{}{number:05}", "x".repeat(59)));
        let mut digits = BTreeSet::new();
        let mut met = Vec::new();
        for name in names {
            let derived = derive(&name, Role::Temp, TABLE);
            if !digits.insert(derived.clone()) {
                met.push((name, derived));
            }
        }
        assert!(!met.is_empty(), "no two names have the same digits");
        for (name, derived) in met {
            let run = run();
            let mut namer = Namer::new(&run, TABLE, BTreeSet::from([compared_name(&derived)]));
            let other = namer.derive(&Ident::new(name).unwrap(), Role::Temp);
            assert_ne!(other, derived);
        }
    }

    /// Names that meet: alike but for case, accents and the end, some of them derived before.
    fn names() -> impl Strategy<Value = Vec<String>> {
        let stem = prop_oneof![
            Just("a".to_owned()),
            Just("A".to_owned()),
            Just("á".to_owned()),
            Just("😀".repeat(48)),
            Just("x".repeat(44)),
            Just("X".repeat(128)),
        ];
        let end = prop_oneof![
            Just(String::new()),
            Just("_tmp_20261123093158".to_owned()),
            Just("_TMP_20261123093158".to_owned()),
            "[yz]{0,2}".prop_map(String::from),
        ];
        let name = (stem, end).prop_map(|(stem, end)| stem + &end);
        proptest::collection::vec(name, 0..12)
    }

    proptest! {
        #[test]
        fn no_two_names_are_one_to_the_server(
            taken in names(),
            names in names(),
            limit in prop_oneof![Just(TABLE), Just(CHECK), Just(FOREIGN_KEY)],
        ) {
            let idents = |names: &[String]| -> Vec<Ident> {
                names.iter().map(|name| Ident::new(name.as_str()).unwrap()).collect()
            };
            let (taken, names) = (idents(&taken), idents(&names));
            let run = run();
            let derived = || -> Vec<Ident> {
                let taken = taken.iter().map(compared_name).collect();
                let mut namer = Namer::new(&run, limit, taken);
                let roles = [Role::Temp, Role::Backup, Role::Staging].into_iter();
                let pairs = roles.flat_map(|role| names.iter().map(move |name| (name, role)));
                pairs.map(|(name, role)| namer.derive(name, role)).collect()
            };
            let first = derived();
            prop_assert_eq!(&first, &derived());
            let mut met: BTreeSet<String> = taken.iter().map(compared_name).collect();
            for name in &first {
                prop_assert!(met.insert(compared_name(name)), "{} stands twice", name);
                prop_assert!(name.char_count() <= limit.characters);
                prop_assert!(name.as_str().len() <= limit.bytes);
            }
        }
    }
}
