//! Where the `pinhui` binary is.

use std::path::{Path, PathBuf};

use tokio::process::Command;
use tokio::sync::OnceCell;

/// Names a binary that is already built; without it the harness builds one.
const BINARY_VARIABLE: &str = "PINHUI_BIN";

/// Why there is no binary to test.
#[derive(Debug, thiserror::Error)]
pub enum BinaryError {
    /// Cargo could not be started.
    #[error("cargo could not be started: {0}")]
    NoCargo(#[from] std::io::Error),
    /// The binary does not build.
    #[error("`cargo build -p control-server` failed")]
    DoesNotBuild,
    /// It is not where it should be after building.
    #[error("no binary at {0}")]
    NotThere(PathBuf),
}

/// Path of the `pinhui` binary: the one `PINHUI_BIN` names, or one built now, in the profile of
/// the running program and into the same target directory.
///
/// # Errors
/// When it cannot be built or found.
pub async fn pinhui() -> Result<PathBuf, BinaryError> {
    static BUILT: OnceCell<PathBuf> = OnceCell::const_new();
    BUILT.get_or_try_init(locate).await.cloned()
}

async fn locate() -> Result<PathBuf, BinaryError> {
    if let Some(named) = std::env::var_os(BINARY_VARIABLE) {
        return present(PathBuf::from(named));
    }
    // Test binaries live in TARGET/PROFILE/deps, others in TARGET/PROFILE.
    let running = std::env::current_exe()?;
    let directory = running.parent().unwrap_or(Path::new("."));
    let profile = directory
        .parent()
        .filter(|_| directory.ends_with("deps"))
        .unwrap_or(directory);
    let target = profile.parent().unwrap_or(Path::new("."));
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut build = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    build
        .current_dir(workspace)
        .args([
            "build",
            "--quiet",
            "-p",
            "control-server",
            "--bin",
            "pinhui",
        ])
        .arg("--target-dir")
        .arg(target);
    if profile.ends_with("release") {
        build.arg("--release");
    }
    if !build.status().await?.success() {
        return Err(BinaryError::DoesNotBuild);
    }
    present(profile.join("pinhui"))
}

fn present(binary: PathBuf) -> Result<PathBuf, BinaryError> {
    if binary.is_file() {
        Ok(binary)
    } else {
        Err(BinaryError::NotThere(binary))
    }
}
