//! What the user should know about watching: messages that are no fault of the site.

use std::fmt;
use std::path::PathBuf;

/// Something about watching that is worth a line in the terminal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Notice {
    /// The system allows no more watched folders, so the folders are looked at again and again instead.
    LimitReached,
    /// The system gives no events at all, for this reason; the folders are looked at again and again instead.
    NoEvents(String),
    /// The folder cannot be watched, for this reason; changes in it are not seen.
    Unwatchable(PathBuf, String),
}

impl Notice {
    /// What to do about it, if anything.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::LimitReached if cfg!(target_os = "linux") => {
                Some("raise it with `sudo sysctl fs.inotify.max_user_watches=524288`, and start again")
            }
            Self::LimitReached => None,
            Self::NoEvents(_) if cfg!(target_os = "linux") => Some(
                "other programs may hold all watchers; `sudo sysctl fs.inotify.max_user_instances=512` allows more",
            ),
            Self::NoEvents(_) => None,
            Self::Unwatchable(..) => Some("make the folder readable, or poll instead"),
        }
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LimitReached => write!(
                formatter,
                "the system's limit of watched folders is reached; looking for changes at intervals instead"
            ),
            Self::NoEvents(reason) => write!(
                formatter,
                "the system reports no changes of files ({reason}); looking for them at intervals instead"
            ),
            Self::Unwatchable(folder, reason) => {
                write!(formatter, "changes in `{}` are not seen: {reason}", folder.display())
            }
        }
    }
}
