//! The names of Python's standard library, from its documentation's inventory; `data/README.md` says where from.

use std::sync::LazyLock;

use super::inventory::Inventory;

/// Where the documentation of the standard library is published.
pub const LIBRARY_URL: &str = "https://docs.python.org/3/";

/// Read when the first block asks for a name.
static LIBRARY: LazyLock<Inventory> =
    LazyLock::new(|| Inventory::read(include_bytes!("data/python.inv")).unwrap_or_default());

/// The names of the standard library.
pub fn library() -> &'static Inventory {
    &LIBRARY
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_is_there() {
        assert!(library().len() > 8000, "{}", library().len());
        let address = |name| library().address(name);
        assert_eq!(address("pathlib.Path").as_deref(), Some("library/pathlib.html#pathlib.Path"));
        assert_eq!(address("print").as_deref(), Some("library/functions.html#print"));
        // Inherited: documented where it is defined.
        assert_eq!(address("pathlib.Path.parent").as_deref(), Some("library/pathlib.html#pathlib.PurePath.parent"));
    }
}
