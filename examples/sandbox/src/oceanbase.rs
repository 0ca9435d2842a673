//! How the OceanBase kernel is started, and when it is ready.

use std::ffi::OsStr;
use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use crate::account::Account;
use crate::supervisor::Job;

/// The data file starts small and grows; 2 GB is the least log space that the kernel starts with comfortably
/// (512 MB: it ends at once; measured on 1.4.0.0, 2026-11-23).
const FUNCTIONS: &str = r#"
prepare() {
    mkdir "$folder/data"
}
serve() {
    exec "$1" --nodaemon --base-dir "$folder/data" --port "$2" \
        --parameter datafile_size=128M --parameter log_disk_size=2G
}
"#;

/// Without this the kernel reports the machine's kind and size to its makers on the first start
/// (traced on 1.4.0.0, 2026-11-23: with it, no name is looked up; `0` instead of `false` has no effect).
const ENVIRONMENT: &[(&str, &str)] = &[("TELEMETRY_ENABLED", "false")];

/// Lets nobody in who does not come from this machine. The kernel listens on every interface, whatever
/// `bind_address` says, and root has no password; the value given at the start (`--variable`) is ignored, the one
/// set by a statement takes effect at once (measured on 1.4.0.0, 2026-11-23).
const LOCAL_ONLY: &[u8] = b"set global ob_tcp_invited_nodes = '127.0.0.1'";

/// The socket answers within milliseconds or not at all.
const PATIENCE: Duration = Duration::from_secs(5);

/// Describes the job of the supervisor.
pub(crate) fn job<'a>(
    arguments: &'a [&'a OsStr],
    folder: &'a Path,
    account: Option<&'a Account>,
) -> Job<'a> {
    Job {
        functions: FUNCTIONS,
        arguments,
        environment: ENVIRONMENT,
        signals: "TERM",
        grace_s: 10,
        folder,
        account,
    }
}

/// Says whether the server in `folder` runs statements, and closes it to other machines on the way.
///
/// It asks through the socket in that folder: the port might belong to another server that was quicker. The
/// server opens the socket after the port.
pub(crate) fn is_ready(folder: &Path) -> bool {
    let ask = || {
        let mut stream = UnixStream::connect(folder.join("data/run/sql.sock"))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        run_as_root(&mut stream, LOCAL_ONLY)
    };
    ask().is_ok()
}

/// Logs in as root without a password and runs one statement that answers no rows: as much of the MySQL protocol
/// as that takes (MySQL source documentation, "Client/Server Protocol", sections "Protocol::HandshakeResponse41"
/// and "COM_QUERY"). A driver would be a large dependency for two packets.
fn run_as_root(stream: &mut (impl Read + Write), statement: &[u8]) -> io::Result<()> {
    const PROTOCOL_41: u32 = 0x0200;
    const SECURE_CONNECTION: u32 = 0x8000;
    const UTF8MB4_GENERAL_CI: u8 = 45;
    const COM_QUERY: u8 = 3;

    let (sequence, greeting) = read_packet(stream)?;
    if greeting.first() != Some(&10) {
        return Err(io::Error::other("no greeting of protocol version 10"));
    }
    let mut login = (PROTOCOL_41 | SECURE_CONNECTION).to_le_bytes().to_vec();
    login.extend_from_slice(&(1_u32 << 24).to_le_bytes());
    login.push(UTF8MB4_GENERAL_CI);
    login.extend_from_slice(&[0; 23]);
    // The name ends with a zero byte; the empty password is a length of zero.
    login.extend_from_slice(b"root\0\0");
    write_packet(stream, sequence.wrapping_add(1), &login)?;
    expect_ok(stream)?;

    let mut query = vec![COM_QUERY];
    query.extend_from_slice(statement);
    write_packet(stream, 0, &query)?;
    expect_ok(stream)
}

fn expect_ok(stream: &mut impl Read) -> io::Result<()> {
    match read_packet(stream)?.1.first() {
        Some(0) => Ok(()),
        _ => Err(io::Error::other("the server refused")),
    }
}

/// Reads a packet: three bytes of length, one of sequence, the body.
fn read_packet(stream: &mut impl Read) -> io::Result<(u8, Vec<u8>)> {
    let mut head = [0; 4];
    stream.read_exact(&mut head)?;
    let [low, middle, high, sequence] = head;
    let length = u32::from_le_bytes([low, middle, high, 0]);
    let mut body = Vec::new();
    stream.take(u64::from(length)).read_to_end(&mut body)?;
    Ok((sequence, body))
}

fn write_packet(stream: &mut impl Write, sequence: u8, body: &[u8]) -> io::Result<()> {
    let length = u32::try_from(body.len()).map_err(io::Error::other)?;
    let [low, middle, high, _] = length.to_le_bytes();
    let mut packet = vec![low, middle, high, sequence];
    packet.extend_from_slice(body);
    stream.write_all(&packet)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Plays a server that has already said everything.
    struct Replay<'a> {
        says: &'a [u8],
        heard: Vec<u8>,
    }

    impl Read for Replay<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.says.read(buffer)
        }
    }

    impl Write for Replay<'_> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.heard.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn check(says: &[u8], accepted: bool) -> Vec<u8> {
        let mut replay = Replay {
            says,
            heard: Vec::new(),
        };
        assert_eq!(
            run_as_root(&mut replay, b"do 1").is_ok(),
            accepted,
            "{says:?}"
        );
        replay.heard
    }

    const GREETING: [u8; 6] = [2, 0, 0, 0, 10, b'5'];
    const OK: [u8; 5] = [1, 0, 0, 2, 0];
    const REFUSED: [u8; 5] = [1, 0, 0, 2, 0xff];

    #[test]
    fn logs_in_and_runs_the_statement() {
        let heard = check(&[&GREETING[..], &OK, &OK].concat(), true);
        assert_eq!(
            heard.get(..4),
            Some(&[38, 0, 0, 1][..]),
            "32 fixed bytes, then the name and no password"
        );
        assert!(heard.ends_with(b"\x05\0\0\0\x03do 1"));
    }

    #[test]
    fn any_other_answer_is_not_ready() {
        check(&[], false);
        check(&REFUSED, false);
        check(&GREETING, false);
        check(&[&GREETING[..], &REFUSED].concat(), false);
        check(&[&GREETING[..], &OK, &REFUSED].concat(), false);
    }
}
