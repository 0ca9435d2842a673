//! Collects what a target has no words for.

use obmigrate_model::{DataType, ObjectPath, ServerVersion, Target};

use crate::error::Error;

/// Collects, for one target, what it cannot express. A statement that is written although it lacks
/// something is never handed out.
pub(crate) struct Limits<'a> {
    /// The target.
    pub(crate) target: Target,
    errors: &'a mut Vec<Error>,
}

impl<'a> Limits<'a> {
    pub(crate) const fn new(target: Target, errors: &'a mut Vec<Error>) -> Self {
        Self { target, errors }
    }

    /// Reports a feature that the target does not have.
    pub(crate) fn lacks(&mut self, path: &ObjectPath, feature: &'static str) {
        self.errors.push(Error::UnsupportedFeature {
            path: path.clone(),
            feature,
            target: self.target,
        });
    }

    /// Reports a feature if it is asked for.
    pub(crate) fn lacks_if(&mut self, asked: bool, path: &ObjectPath, feature: &'static str) {
        if asked {
            self.lacks(path, feature);
        }
    }

    /// Reports a feature that the target has only from a first number of its version on.
    pub(crate) fn since(
        &mut self,
        major: u16,
        asked: bool,
        path: &ObjectPath,
        feature: &'static str,
    ) {
        self.lacks_if(asked && self.target.version.major < major, path, feature);
    }

    /// Reports a feature that the target has only from a version on.
    pub(crate) fn since_version(
        &mut self,
        first: ServerVersion,
        asked: bool,
        path: &ObjectPath,
        feature: &'static str,
    ) {
        self.lacks_if(asked && self.target.version < first, path, feature);
    }

    /// Reports a type that the target does not have.
    pub(crate) fn lacks_type(&mut self, path: &ObjectPath, data_type: &DataType) {
        self.errors.push(Error::UnsupportedType {
            path: path.clone(),
            data_type: data_type.to_string(),
            target: self.target,
        });
    }

    /// Reports any other reason.
    pub(crate) fn refuse(&mut self, error: Error) {
        self.errors.push(error);
    }
}
