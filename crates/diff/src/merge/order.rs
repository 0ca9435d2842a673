//! The order of the columns of a table made of three sides.

use std::collections::BTreeSet;

use obmigrate_model::{Ident, ObjectPath};

use super::choose::Choose;
use crate::Sides;

/// Orders the `present` names by the chosen side's order; a name that this side does not have goes
/// where its own side has it: behind its predecessor, or to the end if nothing follows it there.
pub(super) fn arrange<'a>(
    table: &Ident,
    orders: &Sides<Vec<&'a Ident>>,
    present: &BTreeSet<&'a Ident>,
    choose: &mut impl Choose,
) -> Vec<&'a Ident> {
    let sets = orders
        .as_ref()
        .map(|names| names.iter().copied().collect::<BTreeSet<_>>());
    let on_both = |name: &Ident| sets.desired.contains(name) && sets.live.contains(name);
    let everywhere = |name: &Ident| sets.base.contains(name) && on_both(name);
    let restrict = |names: &[&Ident], keep: &dyn Fn(&Ident) -> bool| -> Vec<Ident> {
        let kept = names.iter().filter(|name| keep(name));
        kept.map(|name| (*name).clone()).collect()
    };
    let at = || ObjectPath::table(table).join("columns");

    let shared = orders.as_ref().map(|names| restrict(names, &everywhere));
    let chosen = choose.order(at, shared.as_ref().map(Some));
    let mut ranked = vec![&orders.live, &orders.desired, &orders.base];
    ranked.sort_by_key(|names| chosen != Some(&restrict(names, &everywhere)));
    if shared.desired == shared.live {
        // Only columns that both sides added can be out of order now.
        let desired = restrict(&orders.desired, &on_both);
        let live = restrict(&orders.live, &on_both);
        if desired != live {
            let added = Sides {
                base: None,
                desired: Some(&desired),
                live: Some(&live),
            };
            if choose.order(at, added) == Some(&desired) {
                ranked = vec![&orders.desired, &orders.live, &orders.base];
            }
        }
    }

    let mut arranged: Vec<&Ident> = Vec::with_capacity(present.len());
    for names in ranked {
        let mut placed: BTreeSet<&Ident> = arranged.iter().copied().collect();
        let mut previous: Option<&Ident> = None;
        let last_placed = names.iter().rposition(|name| placed.contains(name));
        for (position, &name) in names.iter().enumerate() {
            if present.contains(name) && placed.insert(name) {
                let index = if last_placed.is_none_or(|last| position > last) {
                    arranged.len()
                } else {
                    let behind = |previous| arranged.iter().position(|&name| name == previous);
                    previous.and_then(behind).map_or(0, |index| index + 1)
                };
                arranged.insert(index, name);
            }
            if placed.contains(name) {
                previous = Some(name);
            }
        }
    }
    arranged
}
