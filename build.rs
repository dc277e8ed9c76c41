//! Puts the files of `themes/` into the program, so that it is one file and works offline; and a fingerprint of the
//! program's own sources, by which it knows whether a cache was written by the same program.
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
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    collect(&root.join("src"), &mut files)?;
    let lock = root.join("Cargo.lock");
    if lock.is_file() {
        println!("cargo::rerun-if-changed={}", lock.display());
        files.push(lock);
    }
    println!("cargo::rustc-env=SHOWPIECE_SOURCES={:016x}", fingerprint(&mut files)?);
    Ok(())
}

/// FNV-1a over all names and contents: enough to tell versions of one program apart.
fn fingerprint(files: &mut [PathBuf]) -> std::io::Result<u64> {
    files.sort();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut take =
        |bytes: &[u8]| bytes.iter().for_each(|byte| hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    for file in files {
        take(file.file_name().unwrap_or_default().as_encoded_bytes());
        take(&std::fs::read(file)?);
    }
    Ok(hash)
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
