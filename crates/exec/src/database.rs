//! Addresses turned into connectors.

use obmigrate_model::Dialect;

use crate::{Connector, Error, Url};

/// Makes the connector for an address, whichever engine it names; nothing is connected yet.
///
/// # Errors
/// `exec/unsupported` if this program was built without the engine's feature.
pub fn connector(url: Url) -> Result<Box<dyn Connector>, Error> {
    match url.dialect() {
        #[cfg(feature = "postgres")]
        Dialect::Postgres => Ok(Box::new(crate::postgres::Database::new(url)?)),
        #[cfg(not(feature = "postgres"))]
        Dialect::Postgres => Err(left_out(&url, "postgres")),
        #[cfg(feature = "oceanbase")]
        Dialect::OceanBase => Ok(Box::new(crate::oceanbase::Database::new(url)?)),
        #[cfg(not(feature = "oceanbase"))]
        Dialect::OceanBase => Err(left_out(&url, "oceanbase")),
    }
}

#[cfg(not(all(feature = "postgres", feature = "oceanbase")))]
fn left_out(url: &Url, feature: &str) -> Error {
    Error::new(crate::ErrorKind::Unsupported, format!("using {url}")).with_reason(format!(
        "this program was built without the feature `{feature}` of obmigrate-exec"
    ))
}
