//! Puts the files of `themes/` into the program, so that it is one file and works offline.
//!
//! Writes a table `BUNDLED: &[(&str, &[u8])]` of path below `themes/` and bytes, sorted by path. Scripts that remake
//! fonts and pictures are left out.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let themes = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("themes");
    println!("cargo::rerun-if-changed=themes");
    let mut files = Vec::new();
    if themes.is_dir() {
        collect(&themes, &mut files)?;
    }
    files.sort();
    let mut table = String::from("&[\n");
    for file in &files {
        let name = file.strip_prefix(&themes)?.to_string_lossy().replace('\\', "/");
        writeln!(table, "    ({name:?}, include_bytes!({:?})),", file.to_string_lossy())?;
    }
    table.push(']');
    std::fs::write(Path::new(&std::env::var("OUT_DIR")?).join("bundled_themes.rs"), table)?;
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with('.') || name == "scripts" || name == "__pycache__" {
            continue;
        }
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
