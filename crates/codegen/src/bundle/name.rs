//! Names of files and procedures.

use obmigrate_model::ObjectPath;
use obmigrate_model::plan::{Phase, Plan};
use obmigrate_model::sql::Writer;

/// Characters of a table's name that a file's name keeps.
const KEPT: usize = 40;
/// The fewest digits of a file's number.
const DIGITS: usize = 3;

/// Gives numbers as many digits as the greatest of a plan has, so that files sort by number.
#[derive(Clone, Copy)]
pub(super) struct Numbering {
    digits: usize,
}

impl Numbering {
    pub(super) fn of(plan: &Plan) -> Self {
        let steps: usize = plan.groups.iter().map(|group| group.steps.len()).sum();
        let ids = plan.groups.iter().flat_map(|group| &group.steps);
        let greatest = ids.map(|step| step.id).max().unwrap_or_default();
        let digits = steps.to_string().len().max(greatest.to_string().len());
        Self {
            digits: digits.max(DIGITS),
        }
    }

    /// Names a file in a folder: `20_copy/004_orders.sql`. The number keeps files apart, the table's
    /// name is for people.
    pub(super) fn file(self, folder: &str, number: usize, name: &str, ending: &str) -> String {
        let digits = self.digits;
        format!("{folder}/{number:0digits$}_{}.{ending}", folded(name))
    }
}

/// Names the folder of a phase.
pub(super) const fn folder(phase: Phase) -> &'static str {
    match phase {
        Phase::Prepare => "10_create_temp",
        Phase::Copy => "20_copy",
        Phase::Index => "25_index",
        Phase::Constrain => "35_constrain",
        Phase::Switch => "40_switch",
        Phase::Settle => "45_settle",
        Phase::Cleanup => "90_cleanup",
    }
}

/// Finds the table in the path of a step.
pub(super) fn table_of(path: &ObjectPath) -> String {
    let mut segments = path.segments().into_iter();
    segments.nth(1).unwrap_or_else(|| "plan".to_owned())
}

/// Makes a name that is one everywhere: letters, digits, hyphens and underscores of ASCII.
fn folded(name: &str) -> String {
    let mut out = String::new();
    for character in name.chars() {
        if character.is_ascii_alphanumeric() || character == '-' {
            out.push(character.to_ascii_lowercase());
        } else if !out.ends_with('_') {
            out.push('_');
        }
        if out.len() == KEPT {
            break;
        }
    }
    match out.trim_matches('_') {
        "" => "table".to_owned(),
        kept => kept.to_owned(),
    }
}

/// Names the procedure of a script, which no other script of any plan has.
pub(super) struct Procedure(String);

impl Procedure {
    pub(super) fn new(plan: &Plan, what: &'static str, number: usize) -> Self {
        // A document may hold anything for a run; a name without quotes may not.
        let run_id = plan.run_id.as_str().chars();
        let digits: String = run_id.filter(char::is_ascii_digit).collect();
        Self(format!("obmigrate_{digits}_{what}_{number}"))
    }

    pub(super) fn write(&self, sql: &mut Writer) {
        sql.expression(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_makes_a_file() {
        let check = |name: &str, expected: &str| assert_eq!(folded(name), expected, "{name}");
        check("Order_Lines-2", "order_lines-2");
        check("../../etc/passwd", "etc_passwd");
        check("a\nb'c\"d`e\\f", "a_b_c_d_e_f");
        check("😀", "table");
        check(&"x".repeat(64), &"x".repeat(KEPT));
    }

    #[test]
    fn numbers_sort_as_they_count() {
        let numbering = Numbering { digits: 5 };
        let names: Vec<String> = [2, 10, 9_999, 10_000]
            .map(|number| numbering.file("f", number, "t", "sql"))
            .to_vec();
        assert!(names.is_sorted(), "{names:?}");
    }
}
