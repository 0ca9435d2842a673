//! What the kernel does without a word, and where it is shown that nobody falls for it.
//!
//! A trap that a plan avoids has its case in the corpus. One that needs a second session, or a session
//! that dies, has its tests below: they show what the server does, and what the executor makes of it.

mod keys;
mod limits;
mod locks;
mod numbers;
mod place;
mod remains;
mod snapshots;
mod sums;
mod waits;
mod writes;

use std::path::Path;

/// Where a trap is shown.
enum Shown {
    /// A folder of the corpus.
    Case(&'static str),
    /// A file beside this one, and a test in it.
    Test(&'static str, &'static str),
}

use Shown::{Case, Test};

/// A trap, and all that shows it. Measured on OceanBase 4.3.5.
struct Trap(&'static str, &'static [Shown]);

const TRAPS: [Trap; 18] = [
    Trap(
        "rows that are written between the copy and the switch stay in the backup",
        &[
            Test(
                "traps/writes.rs",
                "what_is_written_between_copy_and_switch_stops_the_run",
            ),
            Test(
                "traps/writes.rs",
                "what_is_written_while_the_switch_waits_is_found_behind_it",
            ),
        ],
    ),
    Trap(
        "a renaming waits for ever for an open transaction",
        &[
            Test(
                "traps/waits.rs",
                "no_timeout_of_the_server_ends_the_waiting_for_a_transaction",
            ),
            Test(
                "traps/waits.rs",
                "a_switch_that_waits_too_long_is_given_up_and_changes_nothing",
            ),
            Test(
                "traps/waits.rs",
                "a_switch_goes_through_when_the_transaction_has_ended",
            ),
        ],
    ),
    Trap(
        "locks of tables and locks by name outlive their sessions",
        &[
            Test("traps/locks.rs", "a_run_that_dies_leaves_no_lock"),
            Test(
                "traps/locks.rs",
                "a_run_that_loses_its_lock_takes_it_again_or_stops",
            ),
            Test(
                "traps/locks.rs",
                "a_run_whose_connection_is_lost_undoes_itself",
            ),
            Test(
                "traps/locks.rs",
                "no_statement_takes_a_lock_that_outlives_its_session",
            ),
        ],
    ),
    Trap(
        "who makes a table READ ONLY may not be able to change it any more",
        &[Case("tables/read_only")],
    ),
    Trap(
        "foreign keys follow the table that is renamed, not its name",
        &[
            Case("foreign_keys/parent_is_rebuilt"),
            Case("foreign_keys/both_are_rebuilt"),
            Case("foreign_keys/cycle"),
            Test(
                "traps/keys.rs",
                "a_child_points_at_the_parent_that_took_the_place",
            ),
        ],
    ),
    Trap(
        "the foreign key of a backup goes on working",
        &[
            Case("foreign_keys/child_is_rebuilt"),
            Test("traps/keys.rs", "no_cascade_reaches_the_backup_of_a_child"),
        ],
    ),
    Trap(
        "a foreign key that failed is there, and hides the orphans",
        &[
            Case("foreign_keys/add_over_orphans"),
            Test(
                "traps/remains.rs",
                "a_foreign_key_that_failed_is_taken_away_again",
            ),
            Test(
                "traps/keys.rs",
                "the_way_back_is_not_done_without_the_parents",
            ),
        ],
    ),
    Trap(
        "names of foreign keys, checks and triggers are unique in a database and cannot be changed",
        &[
            Case("checks/stays_on_a_rebuilt_table"),
            Case("foreign_keys/to_itself"),
            Case("traps/trigger_moves_with_the_backup"),
        ],
    ),
    Trap(
        "a statement that failed or was killed leaves something behind",
        &[
            Test(
                "traps/remains.rs",
                "a_foreign_key_that_failed_is_taken_away_again",
            ),
            Test(
                "traps/remains.rs",
                "an_index_whose_building_was_killed_does_not_stay",
            ),
            Test(
                "in_place.rs",
                "an_index_whose_building_is_stopped_is_taken_back",
            ),
        ],
    ),
    Trap(
        "texts that differ in case, accents or blanks at the end are one to a collation",
        &[
            Case("conversions/collation_merges_values"),
            Case("keys/text"),
            Case("keys/text_without_case"),
            Case("traps/blanks_collide_in_a_key"),
            Case("traps/blanks_collide_in_a_new_unique_key"),
        ],
    ),
    Trap(
        "offsets of times are dropped, and digits of seconds are rounded",
        &[
            Case("conversions/text_to_moment_over_bad_rows"),
            Case("conversions/moment_with_fewer_digits_over_bad_rows"),
            Case("conversions/instant_to_moment"),
        ],
    ),
    Trap(
        "the strict mode rounds, cuts and takes days that are none",
        &[
            Case("conversions/decimal_of_smaller_scale_over_bad_rows"),
            Case("conversions/text_shorter_by_blanks_over_bad_rows"),
            Case("conversions/text_to_day_over_bad_rows"),
        ],
    ),
    Trap(
        "a zero is numbered anew, and the next number is forgotten",
        &[
            Case("counters/go_on_behind_deleted_rows"),
            Case("traps/zero_is_no_number_to_give_out"),
            Test(
                "traps/numbers.rs",
                "numbers_go_on_behind_rows_that_are_gone_and_a_zero_stays_one",
            ),
        ],
    ),
    Trap(
        "every statement ends after ten seconds",
        &[
            Test(
                "traps/limits.rs",
                "a_copy_of_more_than_ten_seconds_is_not_ended_nor_after_a_connection_was_lost",
            ),
            Test("traps/limits.rs", "a_copy_ends_when_the_plan_says_so"),
        ],
    ),
    Trap(
        "a snapshot is none, or dies when definitions change",
        &[
            Test("traps/snapshots.rs", "no_snapshot_of_the_server_lasts"),
            Test(
                "traps/snapshots.rs",
                "definitions_that_change_during_the_copy_do_not_end_it",
            ),
            Test(
                "traps/snapshots.rs",
                "what_is_written_behind_the_copy_is_noticed_though_nothing_is_frozen",
            ),
        ],
    ),
    Trap(
        "sums look right although rows differ",
        &[
            Case("keys/none_with_duplicate_rows"),
            Test(
                "traps/sums.rs",
                "rows_that_simple_sums_take_for_equal_are_told_apart",
            ),
        ],
    ),
    Trap(
        "the catalogue hides differences",
        &[
            Case("traps/what_the_catalogue_hides"),
            Case("columns/default_of_the_moment"),
            Case("checks/change"),
        ],
    ),
    Trap(
        "names and texts have limits, and fewer letters than they seem to",
        &[
            Case("hostile/longest_names"),
            Case("hostile/longest_names_of_four_bytes"),
            Case("conversions/long_text_to_short_one_over_bad_rows"),
            Case("traps/accents_are_no_difference_of_names"),
        ],
    ),
];

#[test]
fn every_trap_is_shown() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    for (number, Trap(name, shown)) in (1..).zip(&TRAPS) {
        assert!(!shown.is_empty(), "{number}, {name}: nothing shows it");
        for one in *shown {
            match one {
                Case(case) => {
                    let folder = tests.join("corpus").join(case);
                    for file in ["oceanbase.sql", "oceanbase.snap"] {
                        assert!(
                            folder.join(file).is_file(),
                            "{number}, {name}: {case}/{file}"
                        );
                    }
                }
                Test(file, test) => {
                    let source = tests.join("migration").join(file);
                    let source = std::fs::read_to_string(source).unwrap();
                    assert!(is_test(&source, test), "{number}, {name}: {file}, {test}");
                }
            }
        }
    }
}

/// Says whether a function is there with the mark of a test in front of it.
fn is_test(source: &str, name: &str) -> bool {
    let lines: Vec<&str> = source.lines().collect();
    lines.windows(2).any(|pair| {
        let function = pair[1].trim_start_matches("async ").strip_prefix("fn ");
        let is_named = function.and_then(|rest| rest.strip_suffix("() {")) == Some(name);
        is_named && (pair[0] == "#[test]" || pair[0].starts_with("#[tokio::test"))
    })
}
