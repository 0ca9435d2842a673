//! What the crate promises to those who embed it.

use obmigrate_diff::{
    Assessment, Candidate, Conflict, ConflictKind, Doubt, Error, Finding, Language, Merge, Options,
    PathPattern, Reason, Report, ReversalReason, Sides,
};

fn can_cross_threads<T: Send + Sync + 'static>() {}

#[test]
fn everything_can_cross_threads() {
    can_cross_threads::<Sides<obmigrate_model::Schema>>();
    can_cross_threads::<Merge>();
    can_cross_threads::<Options>();
    can_cross_threads::<Error>();
    can_cross_threads::<PathPattern>();
    can_cross_threads::<Report>();
    can_cross_threads::<(Assessment, Candidate, Conflict, Finding)>();
}

/// The README lists every code that a comparison can tell.
#[test]
fn every_code_is_documented() {
    let readme = include_str!("../../README.md");
    let codes = Reason::ALL.iter().map(|reason| reason.code());
    let codes = codes
        .chain(ConflictKind::ALL.iter().map(|kind| kind.code()))
        .chain(Doubt::ALL.iter().map(|doubt| doubt.code()));
    let missing: Vec<_> = codes
        .filter(|code| !readme.contains(&format!("`{code}`")))
        .collect();
    assert_eq!(missing, [""; 0]);
    for error in [
        "diff/dialect-mismatch",
        "diff/duplicate-column",
        "diff/malformed-rename",
        "diff/renames-do-not-fit",
    ] {
        assert!(readme.contains(error), "{error}");
    }
}

#[test]
fn every_text_is_there_in_every_language() {
    for language in [Language::English, Language::Chinese] {
        let texts = Reason::ALL.iter().map(|reason| reason.text(language));
        let texts = texts.chain(
            ReversalReason::ALL
                .iter()
                .map(|reason| reason.text(language)),
        );
        for text in texts {
            assert!(!text.is_empty());
            assert_eq!(text.is_ascii(), language == Language::English, "{text}");
        }
    }
}
