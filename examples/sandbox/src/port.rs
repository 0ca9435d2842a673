//! Free ports.

use std::io;
use std::net::{IpAddr, TcpListener};

use crate::error::Error;
use crate::server::Engine;

/// Asks the system for a port that nothing listens on now. Somebody else may still take it before the
/// server does; then the start is tried again on another one.
///
/// # Errors
///
/// `sandbox/no-port` when the system has none.
pub(crate) fn free(engine: Engine, address: IpAddr) -> Result<u16, Error> {
    let ask = || TcpListener::bind((address, 0))?.local_addr();
    let found = ask().map_err(|source| Error::NoPort { engine, source })?;
    Ok(found.port())
}

/// Makes sure that a port the caller fixed is free.
///
/// # Errors
///
/// `sandbox/port-occupied` when something listens on it, `sandbox/no-port` when this account may not use it.
pub(crate) fn check(engine: Engine, address: IpAddr, port: u16) -> Result<(), Error> {
    match TcpListener::bind((address, port)) {
        Ok(_) => Ok(()),
        Err(source) if source.kind() == io::ErrorKind::AddrInUse => {
            Err(Error::PortOccupied { engine, port })
        }
        Err(source) => Err(Error::NoPort { engine, source }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    #[test]
    fn a_port_is_occupied_as_long_as_something_listens_on_it() {
        let everywhere = IpAddr::from(Ipv4Addr::UNSPECIFIED);
        let holder = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = holder.local_addr().unwrap().port();
        let refused = check(Engine::OceanBase, everywhere, port).unwrap_err();
        assert_eq!(refused.code(), "sandbox/port-occupied");
        assert!(refused.to_string().contains(&port.to_string()));
    }

    #[test]
    fn the_system_gives_a_port() {
        assert_ne!(
            free(Engine::Postgres, IpAddr::from(Ipv4Addr::LOCALHOST)).unwrap(),
            0
        );
    }
}
