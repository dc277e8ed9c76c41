//! Bodies that are not in memory as a whole: large files, and streams of events.
//!
//! Both are pulled by the connection: what a slow reader does not take is not read, and is not kept either.

use std::io::{self, Read, Seek, SeekFrom};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame, SizeHint};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::Interval;

use crate::source::Stream;

/// Bytes of a file that are in memory at one time, for one reader.
const CHUNK: u64 = 256 * 1024;
/// How often an idle stream of events says that it is there, which also finds readers that have gone.
const BEAT: Duration = Duration::from_secs(15);

type Chunk = io::Result<(Box<dyn Stream>, Bytes)>;

enum State {
    Idle(Box<dyn Stream>),
    Reading(JoinHandle<Chunk>),
    Done,
}

/// A part of a file, read piece by piece on another thread.
pub struct FileBody {
    state: State,
    left: u64,
}

impl FileBody {
    /// The bytes from `start`, so many.
    ///
    /// # Errors
    ///
    /// When the file cannot be read from there.
    pub fn new(mut file: Box<dyn Stream>, start: u64, length: u64) -> io::Result<Self> {
        file.seek(SeekFrom::Start(start))?;
        Ok(Self { state: State::Idle(file), left: length })
    }
}

fn read(mut file: Box<dyn Stream>, most: u64) -> Chunk {
    let mut bytes = Vec::with_capacity(usize::try_from(most).unwrap_or(0));
    Read::by_ref(&mut file).take(most).read_to_end(&mut bytes)?;
    if bytes.is_empty() {
        // The file was cut short since its length was sent: the reader must see that this is not all.
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok((file, Bytes::from(bytes)))
}

impl Body for FileBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        loop {
            match std::mem::replace(&mut self.state, State::Done) {
                State::Idle(_) if self.left == 0 => return Poll::Ready(None),
                State::Idle(file) => {
                    let most = self.left.min(CHUNK);
                    self.state = State::Reading(tokio::task::spawn_blocking(move || read(file, most)));
                }
                State::Reading(mut task) => {
                    let Poll::Ready(result) = Pin::new(&mut task).poll_it(context) else {
                        self.state = State::Reading(task);
                        return Poll::Pending;
                    };
                    let (file, bytes) = result?;
                    self.left = self.left.saturating_sub(bytes.len() as u64);
                    self.state = State::Idle(file);
                    return Poll::Ready(Some(Ok(Frame::data(bytes))));
                }
                State::Done => return Poll::Ready(None),
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

trait PollTask {
    fn poll_it(self, context: &mut Context<'_>) -> Poll<Chunk>;
}

impl PollTask for Pin<&mut JoinHandle<Chunk>> {
    fn poll_it(self, context: &mut Context<'_>) -> Poll<Chunk> {
        let joined = ready!(std::future::Future::poll(self, context));
        Poll::Ready(joined.unwrap_or_else(|error| Err(io::Error::other(error))))
    }
}

/// Events as they come, with a sign of life between them.
pub struct EventBody {
    events: mpsc::Receiver<Bytes>,
    beat: Interval,
}

impl EventBody {
    /// The events of one tab.
    pub fn new(events: mpsc::Receiver<Bytes>) -> Self {
        Self { events, beat: tokio::time::interval(BEAT) }
    }
}

impl Body for EventBody {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if let Poll::Ready(event) = self.events.poll_recv(context) {
            return Poll::Ready(event.map(|bytes| Ok(Frame::data(bytes))));
        }
        // The first beat comes at once, and with it the head of the answer.
        ready!(self.beat.poll_tick(context));
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b": here\n\n")))))
    }
}
