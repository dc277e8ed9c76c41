//! Keys on a terminal, and what becomes of the terminal.

#![cfg(target_os = "linux")]

use std::fs::File;
use std::io::Write;
use std::os::fd::OwnedFd;
use std::process::{Command, Stdio};
use std::time::Duration;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, tcgetattr};

use crate::preview::{Preview, SmallSite, wait_for};

/// A terminal: our end, and the one that programs have.
fn terminal() -> (File, File) {
    let ours: OwnedFd = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
    grantpt(&ours).and_then(|()| unlockpt(&ours)).expect("a terminal");
    let name = ptsname(&ours, Vec::new()).expect("a name");
    let theirs = File::options().read(true).write(true).open(name.to_str().expect("a path")).expect("its other end");
    (ours.into(), theirs)
}

/// A preview that has the terminal for itself.
fn at(theirs: &File, site: &SmallSite) -> Preview {
    let mut command = Command::new("setsid");
    command.arg("--ctty").arg(env!("CARGO_BIN_EXE_showpiece")).arg("serve").arg(site.root()).args(["--port", "0"]);
    command.stdin(Stdio::from(theirs.try_clone().expect("a handle")));
    Preview::spawn(command)
}

fn modes(terminal: &File) -> LocalModes {
    tcgetattr(terminal).expect("a terminal").local_modes
}

#[test]
fn keys_rebuild_and_quit_and_the_terminal_is_left_as_it_was() {
    let site = SmallSite::new();
    let (mut ours, theirs) = terminal();
    let before = modes(&theirs);
    let mut preview = at(&theirs, &site);
    preview.told("r rebuilds");
    assert!(!modes(&theirs).contains(LocalModes::ICANON) && modes(&theirs).contains(LocalModes::ISIG));
    preview.told("ready → ");
    // Other keys do nothing, and neither does the end of the input.
    ours.write_all(b"x\x04\n").expect("keys");
    ours.write_all(b"r").expect("a key");
    preview.told("rebuilt → ");
    assert_eq!(preview.get("about/").status, 200);
    ours.write_all(b"q").expect("a key");
    let (status, took) = preview.ended();
    assert!(status.success() && took < Duration::from_secs(1), "{status} after {took:?}");
    assert_eq!(modes(&theirs), before);
}

#[test]
fn a_signal_leaves_the_terminal_as_it_was() {
    let site = SmallSite::new();
    for signal in ["TERM", "INT"] {
        let (_ours, theirs) = terminal();
        let before = modes(&theirs);
        let mut preview = at(&theirs, &site);
        let mut tab = preview.listen("about/");
        tab.until("hello", |_| true);
        wait_for("single keys", || (modes(&theirs) != before).then_some(()));
        preview.signal(signal);
        let (status, took) = preview.ended();
        assert!(status.success() && took < Duration::from_secs(1), "{signal}: {status} after {took:?}");
        assert_eq!(modes(&theirs), before, "{signal}");
    }
}
