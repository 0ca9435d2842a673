//! What OceanBase's MySQL mode has from which version on.
//!
//! Taken from the release notes of OceanBase; that 4.3.5 has all of it was measured, older versions
//! were not at hand.

use obmigrate_model::ServerVersion;

/// Indexes over expressions (release notes of 4.2.0).
pub(super) const EXPRESSION_INDEXES: ServerVersion = version(4, 2, 0);
/// Full-text indexes (release notes of 4.3.1).
pub(super) const FULL_TEXT_INDEXES: ServerVersion = version(4, 3, 1);
/// Vectors and indexes over them (release notes of 4.3.3).
pub(super) const VECTORS: ServerVersion = version(4, 3, 3);

const fn version(major: u16, minor: u16, patch: u16) -> ServerVersion {
    ServerVersion {
        major,
        minor,
        patch,
    }
}
