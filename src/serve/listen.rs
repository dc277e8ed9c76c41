//! Sockets: which are opened, how many connections there may be, and how long each may keep the server waiting.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, ToSocketAddrs};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::time::{Sleep, sleep};

/// Connections at one time; more wait until one ends. Well below the number of handles that systems allow by default.
const CONNECTIONS: usize = 512;
/// How long the head of a request may take, and how long a connection may lie idle.
const HEAD: Duration = Duration::from_secs(10);
/// How long a reader may take nothing of what is sent.
const STALL: Duration = Duration::from_secs(20);
/// The largest head of a request, in bytes.
const LARGEST_HEAD: usize = 64 * 1024;
/// The port if none is given, and how many after it are tried.
const PORT: u16 = 4000;
const TRIES: u16 = 50;

/// What to listen on.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// A name or an address; loopback if none is given.
    pub host: Option<String>,
    /// A port; 0 is any free one. If none is given, the first free one from 4000 on.
    pub port: Option<u16>,
}

/// Sockets that listen, all on one port.
pub struct Sockets {
    /// One for each address.
    pub listeners: Vec<TcpListener>,
    /// Their port.
    pub port: u16,
}

impl Wanted {
    /// Whether others than this machine can reach the server.
    pub fn is_open(&self, sockets: &Sockets) -> bool {
        let address = |listener: &TcpListener| listener.local_addr().ok();
        sockets.listeners.iter().filter_map(address).any(|address| !address.ip().is_loopback())
    }

    /// Opens the sockets.
    ///
    /// # Errors
    ///
    /// A message when the host is not known, or no port is free.
    pub fn listen(&self) -> Result<Sockets, String> {
        let hosts = self.addresses()?;
        let ports = match self.port {
            // The system chooses a port for the first address; the second may not have it.
            Some(0) => vec![0; 10],
            Some(port) => vec![port],
            None => (PORT..PORT + TRIES).collect(),
        };
        let mut last = String::new();
        for port in ports {
            match bind(&hosts, port) {
                Ok(sockets) => return Ok(sockets),
                Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                    last = format!("port {port} is in use; `--port 0` takes any that is free");
                }
                Err(error) => {
                    let words = crate::diagnostic::system_words(&error);
                    return Err(format!("cannot listen on {}: {words}", self.shown(port)));
                }
            }
        }
        Err(match self.port {
            None => format!("ports {PORT} to {} are in use; `--port 0` takes any that is free", PORT + TRIES - 1),
            Some(_) => last,
        })
    }

    fn shown(&self, port: u16) -> String {
        format!("{} port {port}", self.host.as_deref().unwrap_or("localhost"))
    }

    fn addresses(&self) -> Result<Vec<IpAddr>, String> {
        let Some(host) = &self.host else {
            return Ok(vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]);
        };
        let plain = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
        let found = (plain, 0).to_socket_addrs().map_err(|error| {
            let words = crate::diagnostic::system_words(&error);
            format!("`--host {host}` is not a host of this machine: {words}")
        })?;
        let mut addresses: Vec<IpAddr> = found.map(|address| address.ip()).collect();
        addresses.sort();
        addresses.dedup();
        Ok(addresses)
    }
}

/// One socket for each address. Machines without IPv6 have one less.
fn bind(hosts: &[IpAddr], port: u16) -> io::Result<Sockets> {
    let mut sockets = Sockets { listeners: Vec::new(), port };
    let mut refused = None;
    for host in hosts {
        match TcpListener::bind(SocketAddr::new(*host, sockets.port)) {
            Ok(listener) => {
                listener.set_nonblocking(true)?;
                sockets.port = listener.local_addr()?.port();
                sockets.listeners.push(listener);
            }
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => return Err(error),
            Err(error) => refused = Some(error),
        }
    }
    match refused {
        Some(error) if sockets.listeners.is_empty() => Err(error),
        _ => Ok(sockets),
    }
}

/// Accepts connections for ever, each on a task of its own.
pub async fn accept(listener: tokio::net::TcpListener, router: Router, room: Arc<Semaphore>) {
    loop {
        let Ok(permit) = Arc::clone(&room).acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, _)) => {
                let connection = serve(stream, router.clone());
                tokio::spawn(async move {
                    connection.await;
                    drop(permit);
                });
            }
            // No handles are left, or the caller has gone: the next attempt may fare better.
            Err(_) => sleep(Duration::from_millis(20)).await,
        }
    }
}

/// Room for all connections of the server.
pub fn room() -> Arc<Semaphore> {
    Arc::new(Semaphore::new(CONNECTIONS))
}

async fn serve(stream: TcpStream, router: Router) {
    // Events are small and must not wait for more.
    let _ = stream.set_nodelay(true);
    let stream = TokioIo::new(Guarded { stream, stalled: None });
    let mut http = hyper::server::conn::http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(LARGEST_HEAD).half_close(false);
    // A connection that breaks concerns its reader alone.
    let _ = http.serve_connection(stream, TowerToHyperService::new(router)).await;
}

/// A connection that breaks when its reader takes nothing for too long.
struct Guarded {
    stream: TcpStream,
    stalled: Option<Pin<Box<Sleep>>>,
}

impl Guarded {
    /// Passes on what a write came to, and counts the time in which writes come to nothing.
    fn judge<T>(&mut self, written: Poll<io::Result<T>>, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let clock = self.stalled.get_or_insert_with(|| Box::pin(sleep(STALL)));
        clock.as_mut().poll(context).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Guarded {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Guarded {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.judge(written, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.judge(written, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
