//! A PostgreSQL of the tests' own, from Debian's packages, in a temporary folder. It ends with the process that began it.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use mingbai_intake::Address;

const MISSING: &str = "PostgreSQL is missing; install it (Debian: apt-get install postgresql)";

/// The server ends when its input does: when this process ends, in whatever way.
const SCRIPT: &str = r#"
set -e
"$1/initdb" -D "$2/data" -U postgres -A trust -E UTF8 --locale=C >/dev/null
"$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c max_connections=200 >"$2/log" 2>&1 </dev/null &
server=$!
trap 'kill -INT $server; wait $server || true; rm -rf "$2/data" "$2/log"' EXIT
until "$1/pg_isready" -q -h "$2"; do kill -0 $server; sleep 0.1; done
echo ready
read _ || true
"#;

static SERVER: OnceLock<PathBuf> = OnceLock::new();
static COUNT: AtomicUsize = AtomicUsize::new(0);

/// The address of a new, empty database.
pub fn new_database() -> String {
    let folder = SERVER.get_or_init(start);
    let name = format!("test{}", COUNT.fetch_add(1, Ordering::SeqCst));
    let mut session = Address::Server(address(folder, "postgres")).connect().unwrap();
    session.execute(&format!("CREATE DATABASE {name}"), &[]).unwrap();
    address(folder, &name)
}

fn address(folder: &Path, name: &str) -> String {
    format!("postgres:///{name}?user=postgres&host={}", folder.display())
}

fn start() -> PathBuf {
    let tools = tools().unwrap_or_else(|| panic!("{MISSING}"));
    let folder = tempfile::tempdir().unwrap().keep();
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o777)).unwrap();
    let mut child =
        command().args(["sh", "-c", SCRIPT, "sh"]).arg(tools).arg(&folder).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut said = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut said).unwrap();
    assert_eq!(said, "ready\n", "PostgreSQL did not start");
    keep(child);
    folder
}

/// Holds the server's input open as long as the process lives.
fn keep(child: Child) {
    std::mem::forget(child);
}

/// PostgreSQL refuses to run as root.
fn command() -> Command {
    let root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n");
    if !root {
        return Command::new("env");
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]);
    command
}

fn tools() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    versions.filter_map(|version| Some(version.ok()?.path().join("bin"))).filter(|folder| folder.join("postgres").exists()).max()
}
