//! Writes the wire types as TypeScript into the directory named by the first argument.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let directory = std::env::args()
        .nth(1)
        .ok_or("usage: export-typescript DIRECTORY")?;
    control_wire::export_typescript(std::path::Path::new(&directory))?;
    Ok(())
}
