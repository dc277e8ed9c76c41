//! A headless Chromium, and a hand on it: the DevTools protocol over two pipes, which needs no port and no library.
//!
//! All tests of a process share one browser, each as a visitor of its own: other storage, other windows. The browser ends
//! when its pipes do, and so with the tests, however those end.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::preview::PATIENCE;

/// The browser that is running, if any test needs it just now.
static RUNNING: Mutex<Weak<Browser>> = Mutex::new(Weak::new());

/// Nothing but the page under test: no services of the maker's, no other host, no slowing down of what is not in sight.
const FLAGS: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--remote-debugging-pipe",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
    "--window-size=1000,800",
];

/// The events that tests look at.
const HEARD: &[&str] = &[
    "Inspector.targetCrashed",
    "Network.eventSourceMessageReceived",
    "Page.frameRequestedNavigation",
    "Page.windowOpen",
    "Runtime.consoleAPICalled",
    "Runtime.exceptionThrown",
];

/// What the browser has said.
#[derive(Default)]
struct Said {
    answers: BTreeMap<u64, Value>,
    /// The tab's session, the event's name and what it tells.
    events: Vec<(String, String, Value)>,
    is_over: bool,
}

#[derive(Default)]
struct Ear {
    said: Mutex<Said>,
    news: Condvar,
}

impl Ear {
    /// Takes down one message after the other, up to the end.
    fn listen(&self, pipe: impl Read) {
        let mut pipe = BufReader::new(pipe);
        let mut message = Vec::new();
        while pipe.read_until(0, &mut message).is_ok_and(|length| length > 0) {
            message.pop();
            if let Ok(value) = serde_json::from_slice(&message) {
                self.take(value);
            }
            message.clear();
        }
        self.change(|said| said.is_over = true);
    }

    fn take(&self, mut message: Value) {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        self.change(|said| match message["id"].as_u64() {
            Some(id) => drop(said.answers.insert(id, message)),
            None if HEARD.contains(&text(&message["method"]).as_str()) => {
                said.events.push((text(&message["sessionId"]), text(&message["method"]), message["params"].take()));
            }
            None => {}
        });
    }

    fn change(&self, how: impl FnOnce(&mut Said)) {
        how(&mut self.said.lock().unwrap_or_else(PoisonError::into_inner));
        self.news.notify_all();
    }

    /// Waits until what was said holds what is looked for; none if it does not come, or the browser has ended.
    fn wait<T>(&self, mut find: impl FnMut(&mut Said) -> Option<T>) -> Option<T> {
        let deadline = Instant::now() + PATIENCE;
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(found) = find(&mut said) {
                return Some(found);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if said.is_over || left.is_zero() {
                return None;
            }
            said = self.news.wait_timeout(said, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

/// A browser; it ends when it is dropped.
pub struct Browser {
    child: Child,
    input: Mutex<Option<ChildStdin>>,
    ear: Arc<Ear>,
    next: AtomicU64,
    profile: tempfile::TempDir,
}

impl Browser {
    /// The running browser, or a new one.
    pub fn shared() -> Arc<Self> {
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        running.upgrade().unwrap_or_else(|| {
            let browser = Arc::new(Self::start());
            *running = Arc::downgrade(&browser);
            browser
        })
    }

    fn start() -> Self {
        let profile = tempfile::TempDir::new().expect("a folder");
        let program = std::env::var("CHROMIUM").unwrap_or_else(|_| "chromium".to_owned());
        // The browser reads what it is asked from its third handle and answers on its fourth.
        let pipes = "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>\"$BROWSER_LOG\"";
        let mut command = Command::new("sh");
        command.args(["-c", pipes, &program]).args(FLAGS).env("BROWSER_LOG", profile.path().join("log"));
        command.arg(format!("--user-data-dir={}", profile.path().join("data").display())).arg("about:blank");
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("`sh` is there");
        let ear = Arc::new(Ear::default());
        let (pipe, input) = (child.stdout.take().expect("a pipe"), Mutex::new(child.stdin.take()));
        let listener = Arc::clone(&ear);
        std::thread::spawn(move || listener.listen(pipe));
        let browser = Self { child, input, ear, next: AtomicU64::new(1), profile };
        if let Err(error) = browser.call("", "Browser.getVersion", &json!({})) {
            let log = std::fs::read_to_string(browser.profile.path().join("log")).unwrap_or_default();
            panic!("`{program}` does not start ({error}); `apt-get install chromium`, or name one in CHROMIUM\n{log}");
        }
        browser
    }

    /// Has something done, in a tab or, without a session, by the browser itself.
    fn call(&self, session: &str, method: &str, params: &Value) -> Result<Value, String> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let mut message = json!({"id": id, "method": method, "params": params});
        if !session.is_empty() {
            message["sessionId"] = session.into();
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        if let Some(input) = self.input.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            input.write_all(&bytes).map_err(|error| format!("the browser has ended: {error}"))?;
        }
        let answer = self.ear.wait(|said| said.answers.remove(&id));
        let mut answer = answer.ok_or_else(|| format!("no answer to {method}"))?;
        match answer["error"]["message"].as_str() {
            Some(error) => Err(error.to_owned()),
            None => Ok(answer["result"].take()),
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // It writes to its folder up to the end, and so it is waited for before the folder goes.
        self.input.lock().unwrap_or_else(PoisonError::into_inner).take();
        let deadline = Instant::now() + Duration::from_secs(10);
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(5));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Somebody with a browser; what is stored for one visitor is not seen by another.
pub struct Visitor {
    browser: Arc<Browser>,
    context: String,
}

impl Visitor {
    /// A new one.
    pub fn new() -> Self {
        let browser = Browser::shared();
        let made = browser.call("", "Target.createBrowserContext", &json!({})).expect("a visitor");
        Self { context: made["browserContextId"].as_str().expect("an id").to_owned(), browser }
    }

    /// Opens a page in a window of its own and waits until its preview is connected.
    pub fn open(&self, address: &str) -> Tab {
        self.tab(address, true)
    }

    /// The same in another tab of the window that was opened last; the tabs behind it are hidden.
    pub fn open_before(&self, address: &str) -> Tab {
        self.tab(address, false)
    }

    fn tab(&self, address: &str, is_window: bool) -> Tab {
        let made = json!({"url": "about:blank", "browserContextId": self.context, "newWindow": is_window});
        let target = self.browser.call("", "Target.createTarget", &made).expect("a tab")["targetId"].take();
        let attached = self.browser.call("", "Target.attachToTarget", &json!({"targetId": target, "flatten": true}));
        let session = attached.expect("a session")["sessionId"].as_str().expect("an id").to_owned();
        let tab = Tab { browser: Arc::clone(&self.browser), session };
        for domain in ["Page", "Runtime", "Network", "Inspector"] {
            tab.call(&format!("{domain}.enable"), &json!({}));
        }
        tab.go(address);
        tab
    }
}

impl Drop for Visitor {
    fn drop(&mut self) {
        let _ = self.browser.call("", "Target.disposeBrowserContext", &json!({"browserContextId": self.context}));
    }
}

/// A tab. Whatever a script on its page threw, or the preview complained of, fails the test at the end.
pub struct Tab {
    browser: Arc<Browser>,
    session: String,
}

impl Tab {
    fn call(&self, method: &str, params: &Value) -> Value {
        self.browser.call(&self.session, method, params).unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// Goes to an address and waits until the page is there and its preview is connected.
    pub fn go(&self, address: &str) {
        let before = self.greetings();
        let gone = self.call("Page.navigate", &json!({"url": address}));
        assert!(gone["errorText"].is_null(), "{address}: {gone}");
        self.greeted(before);
        self.until("document.readyState === 'complete'");
    }

    /// The events of this name so far.
    fn events(&self, name: &str) -> Vec<Value> {
        let is_wanted = |(session, method, _): &&(String, String, Value)| *session == self.session && method == name;
        let said = self.browser.ear.said.lock().unwrap_or_else(PoisonError::into_inner);
        said.events.iter().filter(is_wanted).map(|(.., params)| params.clone()).collect()
    }

    /// How often the server has greeted this tab: it does so whenever the preview connects.
    pub fn greetings(&self) -> usize {
        let events = self.events("Network.eventSourceMessageReceived");
        events.iter().filter(|event| event["eventName"] == "hello").count()
    }

    /// Waits until the server has greeted the tab more often than `before`.
    pub fn greeted(&self, before: usize) {
        self.wait("the server's greeting", || self.greetings() > before);
    }

    /// Waits for an event of this name whose `url` is as wanted, and gives that.
    pub fn asked_for(&self, event: &str, wanted: &str) -> String {
        let find = || {
            let urls = self.events(event).into_iter().filter_map(|event| event["url"].as_str().map(str::to_owned));
            urls.into_iter().find(|url| url.contains(wanted))
        };
        self.wait(&format!("{event} with {wanted}"), || find().is_some());
        find().expect("it was there just now")
    }

    /// What a script gives; an error if it throws, or if the page goes away in the meantime.
    pub fn try_run(&self, script: &str) -> Result<Value, String> {
        let asked = json!({"expression": script, "awaitPromise": true, "returnByValue": true});
        let mut answer = self.browser.call(&self.session, "Runtime.evaluate", &asked)?;
        match &answer["exceptionDetails"] {
            Value::Null => Ok(answer["result"]["value"].take()),
            thrown => Err(format!("{} {}", thrown["text"], thrown["exception"]["description"])),
        }
    }

    /// What a script gives.
    pub fn run(&self, script: &str) -> Value {
        self.try_run(script).unwrap_or_else(|error| panic!("`{script}`: {error}"))
    }

    /// Runs a script as if the reader had pressed a key for it, which the clipboard wants.
    pub fn run_for_reader(&self, script: &str) {
        let answer = self.call("Runtime.evaluate", &json!({"expression": script, "userGesture": true}));
        assert!(answer["exceptionDetails"].is_null(), "`{script}`: {answer}");
    }

    /// What a script gives, as text.
    pub fn text(&self, script: &str) -> String {
        self.run(script).as_str().unwrap_or_default().to_owned()
    }

    /// Waits until a condition holds on the page, whatever becomes of the page in the meantime.
    pub fn until(&self, condition: &str) {
        let asked = format!("Promise.resolve({condition}).then(Boolean)");
        self.wait(condition, || self.try_run(&asked).is_ok_and(|value| value == true));
    }

    fn wait(&self, what: &str, mut is_so: impl FnMut() -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !is_so() {
            if Instant::now() > deadline {
                let page = self.try_run("location.href + '\\n' + document.documentElement.outerHTML.slice(-3000)");
                panic!("waited in vain for `{what}`; faults: {:?}; page: {page:?}", self.faults());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Types a text where the focus is.
    pub fn type_in(&self, text: &str) {
        self.call("Input.insertText", &json!({"text": text}));
    }

    /// Presses and releases a key. What a browser does by itself with some keys hangs on their old numbers.
    pub fn press(&self, key: &str) {
        let number = match key {
            "Tab" => 9,
            "Enter" => 13,
            "ArrowRight" => 39,
            _ => 0,
        };
        for kind in ["keyDown", "keyUp"] {
            let mut event = json!({"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": number});
            if key == "Enter" && kind == "keyDown" {
                event["text"] = "\r".into();
            }
            self.call("Input.dispatchKeyEvent", &event);
        }
    }

    /// Shows the page as it would be printed.
    pub fn on_paper(&self) {
        self.call("Emulation.setEmulatedMedia", &json!({"media": "print"}));
    }

    /// Lets the page use the clipboard, as if it were the one that is looked at. All tabs of the browser share one
    /// clipboard: it is this tab's for as long as the result is held.
    #[must_use = "the clipboard is shared by all tests"]
    pub fn with_clipboard(&self, visitor: &Visitor) -> MutexGuard<'static, ()> {
        static CLIPBOARD: Mutex<()> = Mutex::new(());
        let own = CLIPBOARD.lock().unwrap_or_else(PoisonError::into_inner);
        let permissions = ["clipboardReadWrite", "clipboardSanitizedWrite"];
        let wanted = json!({"permissions": permissions, "browserContextId": visitor.context});
        self.browser.call("", "Browser.grantPermissions", &wanted).expect("the clipboard");
        self.call("Emulation.setFocusEmulationEnabled", &json!({"enabled": true}));
        own
    }

    /// Clicks in the middle of an element that a script gives, with keys held down: 1 is Alt, 2 Ctrl.
    pub fn click(&self, element: &str, keys: u8) {
        let middle = "(box => [box.x + box.width / 2, box.y + box.height / 2])";
        let at = self.run(&format!("{middle}(({element}).getBoundingClientRect())"));
        for kind in ["mousePressed", "mouseReleased"] {
            let event =
                json!({"type": kind, "x": at[0], "y": at[1], "button": "left", "clickCount": 1, "modifiers": keys});
            self.call("Input.dispatchMouseEvent", &event);
        }
    }

    /// Brings the tab before the others of its window.
    pub fn to_front(&self) {
        self.call("Page.bringToFront", &json!({}));
    }

    /// What was thrown on its pages, and what the preview complained of.
    fn faults(&self) -> Vec<String> {
        let told = self.events("Runtime.consoleAPICalled").into_iter();
        let told = told.filter(|event| matches!(event["type"].as_str(), Some("error" | "warning" | "assert")));
        // The browser itself gives up a view transition between two pages when the next one has none, or when a tab
        // goes on before its end. It says so as a promise that nobody took; no script of ours asks for transitions.
        let thrown = self.events("Runtime.exceptionThrown").into_iter();
        let all = thrown.filter(|event| !event.to_string().contains("Transition was ")).chain(told);
        all.chain(self.events("Inspector.targetCrashed")).map(|event| event.to_string()).collect()
    }
}

impl Drop for Tab {
    fn drop(&mut self) {
        let faults = self.faults();
        if !std::thread::panicking() {
            assert!(faults.is_empty(), "{faults:#?}");
        }
    }
}

/// An address that a browser is sent to.
pub fn address(port: u16, path: &str) -> String {
    format!("http://localhost:{port}{path}")
}
