//! A PostgreSQL server of this test process: a cluster in a temporary directory that listens on a
//! socket file only and ends with the process, however that ends.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{Connection as _, Executor as _};
use tempfile::TempDir;
use url::Url;

/// Makes a cluster, runs its server until our standard input ends, and removes it. PostgreSQL
/// refuses to run as root: then it runs as the user that its package made.
const SCRIPT: &str = r#"
set -eu
bin=$1 directory=$2
if [ "$(id -u)" = 0 ]; then
  chown postgres "$directory"
  as="setpriv --reuid=postgres --regid=postgres --init-groups"
else
  as=""
fi
cd "$directory"
$as "$bin/initdb" --auth=trust --username=postgres --encoding=UTF8 --no-sync -D data >initdb.log
$as "$bin/postgres" -D data -k "$directory" -c listen_addresses= -c fsync=off >server.log 2>&1 &
server=$!
until "$bin/pg_isready" -q -h "$directory"; do kill -0 $server; sleep 0.1; done
echo ready
read -r _ || true
kill -INT $server
wait $server || true
rm -rf "$directory"
"#;

/// The running server.
struct Server {
    directory: PathBuf,
    /// Holds the script's standard input open.
    _script: Child,
}

static SERVER: OnceLock<Option<Server>> = OnceLock::new();
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// The address of a new, empty database; `None` where PostgreSQL is not installed, which is
/// printed, and not accepted where `CI` is set.
pub(crate) async fn database() -> Option<Url> {
    let server = SERVER.get_or_init(start).as_ref()?;
    let name = format!("street{}", DATABASES.fetch_add(1, Ordering::Relaxed));
    let address = |database: &str| {
        let directory = server.directory.display();
        Url::parse(&format!(
            "postgres://postgres@localhost/{database}?host={directory}"
        ))
        .unwrap()
    };
    let mut connection = sqlx::PgConnection::connect(address("postgres").as_str())
        .await
        .unwrap();
    let statement = format!("CREATE DATABASE {name}");
    connection
        .execute(sqlx::AssertSqlSafe(statement))
        .await
        .unwrap();
    connection.close().await.unwrap();
    Some(address(&name))
}

fn start() -> Option<Server> {
    let Some(programs) = programs() else {
        assert!(
            std::env::var_os("CI").is_none(),
            "PostgreSQL is not installed (Debian: postgresql)"
        );
        println!("skipped: PostgreSQL is not installed (Debian: postgresql)");
        return None;
    };
    let directory = TempDir::with_prefix("pinhui-pg-").unwrap().keep();
    let mut script = Command::new("sh")
        .args(["-c", SCRIPT, "postgres-for-tests"])
        .arg(programs)
        .arg(&directory)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = String::new();
    BufReader::new(script.stdout.take().unwrap())
        .read_line(&mut said)
        .unwrap();
    assert_eq!(said.trim(), "ready", "PostgreSQL did not start");
    Some(Server {
        directory,
        _script: script,
    })
}

/// Where the newest installed version's programs are.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    versions
        .filter_map(|version| Some(version.ok()?.path().join("bin")))
        .filter(|programs| programs.join("initdb").exists())
        .max_by_key(|programs| {
            let version = programs.parent().and_then(|version| version.file_name());
            version
                .and_then(|version| version.to_str()?.parse::<u32>().ok())
                .unwrap_or(0)
        })
}
