//! The first answers: what the last preview showed, until this one has read the site.
//!
//! In: what `pipeline` kept of the last preview. Out: answers for those paths alone, from the moment the sockets are open until
//! the engine has a version of its own; everything else waits for the engine. What a tab was given by guess is compared
//! when it asks for its events, as after any restart.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::address::{self, Below};
use super::site::Answer;
use crate::pipeline::{LastShown, Options};

/// Answers from the last preview, for as long as they are wanted.
#[derive(Debug, Default)]
pub struct FirstAnswers(Mutex<State>);

#[derive(Debug, Default)]
enum State {
    /// Nobody has looked yet.
    #[default]
    Unknown,
    /// They most likely hold.
    Known(LastShown),
    /// The engine answers.
    Over,
}

impl FirstAnswers {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks for what the last preview left. Gives the base path if there is something, and it is not too late.
    pub fn load(&self, options: &Options) -> Option<String> {
        let last = LastShown::load(options)?;
        let mut state = self.state();
        if matches!(*state, State::Over) {
            return None;
        }
        let base = last.base().to_owned();
        *state = State::Known(last);
        Some(base)
    }

    /// The engine answers from now on. Gives what was known until now.
    pub fn end(&self) -> Option<LastShown> {
        match std::mem::replace(&mut *self.state(), State::Over) {
            State::Known(last) => Some(last),
            State::Unknown | State::Over => None,
        }
    }

    /// What lay at a decoded path, with the base path.
    pub fn answer(&self, path: &str) -> Option<(Answer, String)> {
        let state = self.state();
        let State::Known(last) = &*state else { return None };
        let Below::Site(rest) = address::below(path, last.base()) else { return None };
        // Only the first name: that a file is not there is not known yet.
        let name = address::candidates(rest).files.into_iter().next()?;
        let served = last.get(&name)?;
        Some((Answer::File { name, served, found: true }, last.base().to_owned()))
    }
}
