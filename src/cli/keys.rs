//! Single keys from the terminal, without waiting for Enter. Only a terminal in the foreground is read, and it is put back as
//! it was. The end of the input is no key.

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// Read and render everything again.
    Rebuild,
    /// Open the site in the browser.
    Open,
    /// End.
    Quit,
}

impl Key {
    /// The key of a letter.
    #[cfg_attr(not(unix), allow(dead_code, reason = "keys are read on Unix only"))]
    fn of(byte: u8) -> Option<Key> {
        match byte {
            b'r' | b'R' => Some(Key::Rebuild),
            b'o' | b'O' => Some(Key::Open),
            b'q' | b'Q' => Some(Key::Quit),
            _ => None,
        }
    }
}

pub use system::Keys;

#[cfg(unix)]
mod system {
    use std::io::{self, IsTerminal};
    use std::sync::{Arc, Mutex, PoisonError};
    use std::time::Duration;

    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::process::getpgrp;
    use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcgetpgrp, tcsetattr};

    use super::Key;

    /// How often a terminal in the background is looked at again.
    const PATIENCE: Duration = Duration::from_millis(300);

    /// The terminal while single keys are read; dropping it puts the terminal back.
    pub struct Keys {
        before: Termios,
        is_over: Over,
    }

    /// Whether the terminal was put back. It is locked while the terminal is changed, so that nobody changes it after.
    type Over = Arc<Mutex<bool>>;

    impl Keys {
        /// Reads keys from now on, if there is a terminal; `act` is called on a thread of its own.
        pub fn read(mut act: impl FnMut(Key) + Send + 'static) -> Option<Keys> {
            if !io::stdin().is_terminal() || !is_in_front() {
                return None;
            }
            let before = tcgetattr(io::stdin()).ok()?;
            let keys = Keys { before, is_over: Over::default() };
            keys.listen().ok()?;
            let (raw, is_over) = (keys.wanted(), Arc::clone(&keys.is_over));
            std::thread::Builder::new()
                .name("keys".to_owned())
                .spawn(move || while prepare(&raw, &is_over) && wait_for_keys(&mut act) {})
                .ok()?;
            Some(keys)
        }

        fn listen(&self) -> rustix::io::Result<()> {
            tcsetattr(io::stdin(), OptionalActions::Now, &self.wanted())
        }

        /// Keys come at once and are not shown; signals and output stay as they are.
        fn wanted(&self) -> Termios {
            let mut wanted = self.before.clone();
            wanted.local_modes -= LocalModes::ICANON | LocalModes::ECHO;
            wanted.special_codes[SpecialCodeIndex::VMIN] = 1;
            wanted.special_codes[SpecialCodeIndex::VTIME] = 0;
            wanted
        }
    }

    impl Drop for Keys {
        fn drop(&mut self) {
            let mut is_over = self.is_over.lock().unwrap_or_else(PoisonError::into_inner);
            *is_over = true;
            // A process in the background would be stopped for this, and has nothing to put back.
            if is_in_front() {
                let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.before);
            }
        }
    }

    /// Reading from the background would stop the process.
    fn is_in_front() -> bool {
        tcgetpgrp(io::stdin()).is_ok_and(|group| group == getpgrp())
    }

    /// After a stop and `fg` the terminal may be as the shell has left it. False when it was put back for good.
    fn prepare(raw: &Termios, is_over: &Over) -> bool {
        let is_over = is_over.lock().unwrap_or_else(PoisonError::into_inner);
        let is_other = || tcgetattr(io::stdin()).is_ok_and(|now| now.local_modes != raw.local_modes);
        if !*is_over && is_in_front() && is_other() {
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, raw);
        }
        !*is_over
    }

    /// Waits for some keys; false at the end of the input.
    fn wait_for_keys(act: &mut impl FnMut(Key)) -> bool {
        if !is_in_front() {
            std::thread::sleep(PATIENCE);
            return true;
        }
        let stdin = io::stdin();
        let mut ready = [PollFd::new(&stdin, PollFlags::IN)];
        let patience = Timespec { tv_sec: 0, tv_nsec: i64::from(PATIENCE.subsec_nanos()) };
        match poll(&mut ready, Some(&patience)) {
            Ok(0) | Err(rustix::io::Errno::INTR) => return true,
            Ok(_) => {}
            Err(_) => return false,
        }
        if !is_in_front() {
            return true;
        }
        let mut bytes = [0; 16];
        match rustix::io::read(io::stdin(), &mut bytes) {
            Ok(0) => false,
            Ok(count) => {
                bytes.iter().take(count).copied().filter_map(Key::of).for_each(act);
                true
            }
            Err(error) => error == rustix::io::Errno::INTR,
        }
    }
}

#[cfg(not(unix))]
mod system {
    use super::Key;

    /// Keys are read on Unix only; elsewhere Ctrl-C ends the program.
    pub struct Keys;

    impl Keys {
        /// Reads none.
        pub fn read(_: impl FnMut(Key) + Send + 'static) -> Option<Keys> {
            None
        }
    }
}
