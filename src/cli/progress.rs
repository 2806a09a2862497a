//! Says on a terminal that long work goes on; to files, pipes and build servers it says nothing.

use std::io::{self, IsTerminal, Write};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

/// Work that is done sooner is not worth a word.
const LONG: Duration = Duration::from_millis(800);
const EVERY: Duration = Duration::from_millis(120);
const FRAMES: [&str; 10] = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
/// Goes back to the begin of the line and empties it.
const CLEAR: &str = "\r\u{1b}[K";

/// Does the work, and meanwhile says what is done and for how long, in one line that is gone in the end.
pub(super) fn during<T>(what: &str, work: impl FnOnce() -> T) -> T {
    if !is_wanted() {
        return work();
    }
    let (done, wait) = channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            let begun = Instant::now();
            let mut pause = LONG;
            for number in 0.. {
                // Done, or the work has panicked: the other end is gone.
                if wait.recv_timeout(pause) != Err(RecvTimeoutError::Timeout) {
                    break;
                }
                pause = EVERY;
                say(&frame(number, what, begun.elapsed()));
            }
            if pause == EVERY {
                say(CLEAR);
            }
        });
        let result = work();
        drop(done);
        result
    })
}

fn frame(number: usize, what: &str, elapsed: Duration) -> String {
    let sign = FRAMES.get(number % FRAMES.len()).copied().unwrap_or_default();
    format!("{CLEAR}{sign} {what} ({} s)", elapsed.as_secs())
}

/// Only for somebody who looks on.
fn is_wanted() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    io::stderr().is_terminal() && !set("CI") && std::env::var_os("TERM").is_some_and(|term| term != "dumb")
}

fn say(text: &str) {
    // That it cannot be said is no reason to stop.
    let _ = io::stderr().write_all(text.as_bytes()).and_then(|()| io::stderr().flush());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_replaces_the_one_before() {
        assert_eq!(frame(0, "judging 3 files", Duration::from_millis(1900)), "\r\u{1b}[K⠋ judging 3 files (1 s)");
        assert_eq!(frame(11, "x", Duration::ZERO), "\r\u{1b}[K⠙ x (0 s)");
    }

    #[test]
    fn the_work_is_done_in_any_case() {
        assert_eq!(during("x", || 7), 7);
    }
}
