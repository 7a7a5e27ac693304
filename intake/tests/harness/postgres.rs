//! A PostgreSQL of the tests' own, from Debian's packages, in a temporary folder. It ends with the process that began it.

#![allow(dead_code, reason = "each test file uses a part")]

use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use mingbai_intake::Address;

const MISSING: &str = "PostgreSQL is missing; install it (Debian: apt-get install postgresql)";

/// The server ends when its input does: when whoever holds it does, in whatever way. `stop` ends it at once, without a last word to its
/// disk; `start` begins it again.
const SCRIPT: &str = r#"
set -e
"$1/initdb" -D "$2/data" -U postgres -A trust -E UTF8 --locale=C >/dev/null
begin() {
  "$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c max_connections=200 >>"$2/log" 2>&1 </dev/null &
  server=$!
  until "$1/pg_isready" -q -h "$2"; do kill -0 $server; sleep 0.1; done
  echo ready
}
end() { kill -"$1" $server && wait $server || true; }
trap 'end INT; rm -rf "$2/data" "$2/log"' EXIT
begin "$@"
while read -r word; do
  case "$word" in
    stop) end QUIT; echo stopped ;;
    start) begin "$@" ;;
  esac
done
"#;

static SERVER: OnceLock<Server> = OnceLock::new();
static COUNT: AtomicUsize = AtomicUsize::new(0);

/// The address of a new, empty database on the server that all tests of a process share.
pub fn new_database() -> String {
    SERVER.get_or_init(Server::new).new_database()
}

/// A server; it ends with its holder.
pub struct Server {
    folder: PathBuf,
    child: Child,
    said: BufReader<ChildStdout>,
}

impl Server {
    pub fn new() -> Self {
        let tools = tools().unwrap_or_else(|| panic!("{MISSING}"));
        let folder = tempfile::tempdir().unwrap().keep();
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o777)).unwrap();
        let mut child = command()
            .args(["sh", "-c", SCRIPT, "sh"])
            .arg(tools)
            .arg(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(child.stdout.take().unwrap());
        let mut server = Self { folder, child, said };
        server.hear("ready");
        server
    }

    /// The address of a new, empty database.
    pub fn new_database(&self) -> String {
        let name = format!("test{}", COUNT.fetch_add(1, Ordering::SeqCst));
        let mut session = Address::Server(self.address("postgres")).connect().unwrap();
        session.execute(&format!("CREATE DATABASE {name}"), &[]).unwrap();
        self.address(&name)
    }

    /// The folder of all that the server keeps: databases, log of changes, what it told.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn stop(&mut self) {
        self.tell("stop", "stopped");
    }

    pub fn start(&mut self) {
        self.tell("start", "ready");
    }

    fn tell(&mut self, word: &str, answer: &str) {
        writeln!(self.child.stdin.as_mut().unwrap(), "{word}").unwrap();
        self.hear(answer);
    }

    fn hear(&mut self, word: &str) {
        let mut said = String::new();
        self.said.read_line(&mut said).unwrap();
        assert_eq!(said.trim_end(), word, "PostgreSQL did not do it");
    }

    fn address(&self, name: &str) -> String {
        format!("postgres:///{name}?user=postgres&host={}", self.folder.display())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
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
