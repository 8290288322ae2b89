//! Builds the web client, so that `cargo run` is all there is to do.
//!
//! TypeScript types are exported from `control-wire` first. With `PINHUI_SKIP_WEB=1` a small page
//! that says so is embedded instead. What to embed is handed on as `PINHUI_WEB_CLIENT`.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Output};

/// The oldest Node.js whose npm and Vite we build with.
const NODE_MAJOR_MIN: u32 = 20;

/// What of the web client its bundle is made of, beside what is in its `src`.
const SOURCES: [&str; 6] = [
    "public",
    "index.html",
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "vite.config.ts",
];

/// Lines of a failed tool's output that are shown.
const LINES_SHOWN: usize = 40;

fn main() -> ExitCode {
    println!("cargo:rerun-if-env-changed=PINHUI_SKIP_WEB");
    println!("cargo:rerun-if-changed=build.rs");
    match embed() {
        Ok(directory) => {
            println!("cargo:rustc-env=PINHUI_WEB_CLIENT={}", directory.display());
            ExitCode::SUCCESS
        }
        Err(why) => {
            for line in why.lines() {
                println!("cargo:error={line}");
            }
            ExitCode::FAILURE
        }
    }
}

/// Makes the directory whose files are embedded.
fn embed() -> Result<PathBuf, String> {
    if std::env::var("PINHUI_SKIP_WEB").is_ok_and(|skip| skip == "1") {
        return placeholder().map_err(|error| format!("cannot write the placeholder: {error}"));
    }
    let web_client = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web-client");
    let web_client = web_client.canonicalize().map_err(|error| {
        format!(
            "cannot find the web client at {}: {error}",
            web_client.display()
        )
    })?;
    watch(&web_client).map_err(|error| format!("cannot list the web client's sources: {error}"))?;
    check_node()?;
    export_types(&web_client)?;
    install(&web_client)?;
    npm(&web_client, &["run", "build"])?;
    Ok(web_client.join("dist"))
}

fn placeholder() -> io::Result<PathBuf> {
    let directory = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default()).join("web");
    std::fs::create_dir_all(&directory)?;
    std::fs::write(
        directory.join("index.html"),
        "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>Pinhui</title>\
         <p>此程序未包含网页（编译时设置了 PINHUI_SKIP_WEB=1）。</p>\
         <p lang=\"en\">This build has no web client (it was made with PINHUI_SKIP_WEB=1).</p>\n",
    )?;
    Ok(directory)
}

/// Tells cargo which files the bundle depends on: every source, not what is made from them.
/// Cargo looks into directories itself, so new files are noticed too.
fn watch(web_client: &Path) -> io::Result<()> {
    let generated = web_client.join("src/wire");
    for source in SOURCES {
        println!(
            "cargo:rerun-if-changed={}",
            web_client.join(source).display()
        );
    }
    for entry in std::fs::read_dir(web_client.join("src"))? {
        let path = entry?.path();
        if path != generated {
            println!("cargo:rerun-if-changed={}", path.display());
        }
    }
    Ok(())
}

fn check_node() -> Result<(), String> {
    let wanted = format!(
        "install Node.js {NODE_MAJOR_MIN} or newer with npm (https://nodejs.org), or set PINHUI_SKIP_WEB=1"
    );
    let output = Command::new("node")
        .arg("--version")
        .output()
        .map_err(|_| format!("Node.js was not found: {wanted}"))?;
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let major = version
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|major| major.parse::<u32>().ok());
    if major.is_some_and(|major| major >= NODE_MAJOR_MIN) {
        Ok(())
    } else {
        Err(format!("Node.js {version} is too old: {wanted}"))
    }
}

/// Writes the wire types as TypeScript, touching only files whose content changes: a tool that
/// watches them is not woken for nothing.
fn export_types(web_client: &Path) -> Result<(), String> {
    let failed = |error: io::Error| format!("cannot write the wire types: {error}");
    let fresh = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default()).join("wire");
    if fresh.exists() {
        std::fs::remove_dir_all(&fresh).map_err(failed)?;
    }
    control_wire::export_typescript(&fresh)
        .map_err(|error| format!("cannot export the wire types: {error}"))?;
    mirror(&fresh, &web_client.join("src/wire")).map_err(failed)
}

/// Makes `to` hold what `from` holds, writing only what differs.
fn mirror(from: &Path, to: &Path) -> io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            mirror(&entry.path(), &target)?;
            continue;
        }
        let content = std::fs::read(entry.path())?;
        if std::fs::read(&target).ok().as_ref() != Some(&content) {
            std::fs::write(target, content)?;
        }
    }
    for entry in std::fs::read_dir(to)? {
        let entry = entry?;
        if !from.join(entry.file_name()).exists() && entry.file_type()?.is_file() {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Installs the packages of the lock file, unless exactly these were installed last.
fn install(web_client: &Path) -> Result<(), String> {
    let lock = std::fs::read(web_client.join("package-lock.json"))
        .map_err(|error| format!("cannot read the web client's package-lock.json: {error}"))?;
    let installed = web_client.join("node_modules/.pinhui-installed-lock.json");
    if std::fs::read(&installed).ok().as_ref() == Some(&lock) {
        return Ok(());
    }
    npm(web_client, &["ci", "--no-audit", "--no-fund"])?;
    std::fs::write(installed, lock)
        .map_err(|error| format!("cannot remember the installed packages: {error}"))
}

fn npm(web_client: &Path, arguments: &[&str]) -> Result<(), String> {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new("npm")
        .args(arguments)
        .current_dir(web_client)
        .output()
        .map_err(|_| "npm was not found: it comes with Node.js (https://nodejs.org)".to_owned())?;
    if status.success() {
        return Ok(());
    }
    let said = [
        String::from_utf8_lossy(&stdout),
        String::from_utf8_lossy(&stderr),
    ]
    .concat();
    let lines: Vec<&str> = said
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let last = lines
        .get(lines.len().saturating_sub(LINES_SHOWN)..)
        .unwrap_or_default();
    Err(format!(
        "npm {} failed in web-client:\n{}",
        arguments.join(" "),
        last.join("\n")
    ))
}
