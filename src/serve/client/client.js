// The live preview: listens to the server, fetches the page when it changed, and morphs it in place.
//
// The script's own element says which version of the page this is. The server says which version there is. When the two
// differ the page is out of date, whatever events were lost.

const own = document.currentScript;
const here = new URL("./", own.src);

// The page as the server sent it; this script runs before deferred ones change anything.
let base = document.cloneNode(true);
const panel = new Panel();
let version = own.dataset.version;
let stream = null;
let wait = 250;
let timer = 0;

// --- The page ---

let wasThere = !/^(404|missing|broken|outside)/.test(version);
let busy = false;
let again = false;

// Brings the page up to date; a call during another one is made up for at its end.
async function refresh() {
  if (busy) { again = true; return; }
  busy = true;
  try {
    do {
      again = false;
      await update();
    } while (again);
  } finally {
    busy = false;
  }
}

const tag = (page) => page.querySelector("script[data-showpiece]");

async function update() {
  const answer = await read();
  if (!answer) return lost(); // the server went away in between; it will be asked again when it is back
  const next = new DOMParser().parseFromString(answer.text, "text/html");
  if (answer.redirected || !tag(next)) return follow(answer.url);
  if (tag(next).dataset.version === version) return;
  // A page that is missing only as long as the site has errors: its last good version stays below them.
  if (!answer.ok && wasThere && panel.hasErrors) return;
  wasThere = answer.ok;
  try {
    await become(next);
  } catch (error) {
    // Whatever the page has in it that cannot be changed in place: a fresh start shows it.
    console.warn("Live preview:", error);
    follow(location.href);
  }
}

async function read() {
  try {
    const answer = await fetch(location.pathname + location.search, { cache: "no-store" });
    return { text: await answer.text(), ok: answer.ok, redirected: answer.redirected, url: answer.url };
  } catch {
    return null;
  }
}

// Makes the page on the screen the next one.
async function become(next) {
  stampAll(next);
  if (!haveSameScripts(base, next)) return follow(location.href);
  const sheets = new Sheets();
  const swap = (live, link) => sheets.swap(live, link);
  // Styles first: the new text is never seen in old clothes.
  morph(document.head, base.head, next.head, swap);
  await Promise.all(sheets.loading);
  morphAttributes(document.documentElement, base.documentElement, next.documentElement);
  morph(document.body, base.body, next.body, swap);
  await sheets.settled();
  base = next;
  version = tag(next).dataset.version;
  document.dispatchEvent(new CustomEvent("showpiece:updated"));
}

// A script runs once; where others are wanted, the page has to begin anew.
function haveSameScripts(one, other) {
  const list = (page) => [...page.scripts].filter((script) => !script.hasAttribute("data-showpiece") && runs(script));
  const words = (page) => list(page).map((script) => script.getAttribute("src") || script.textContent);
  return String(words(one)) === String(words(other));
}

const runs = (script) => !script.type || script.type === "module" || script.type.includes("javascript");

// Goes to another address, or to this one anew, and stays at the same height.
function follow(address) {
  const url = new URL(address, location.href);
  sessionStorage.setItem("showpiece-scroll", JSON.stringify([url.pathname, scrollX, scrollY]));
  if (url.pathname === location.pathname) location.reload();
  else location.replace(url.href);
}

function restoreScroll() {
  const kept = sessionStorage.getItem("showpiece-scroll");
  sessionStorage.removeItem("showpiece-scroll");
  const [path, x, y] = kept ? JSON.parse(kept) : [];
  if (path === location.pathname) addEventListener("load", () => scrollTo({ left: x, top: y, behavior: "instant" }));
}

// --- Events ---

function connect() {
  clearTimeout(timer);
  if (stream) stream.close();
  const opened = new EventSource(`${here.href}events?page=${encodeURIComponent(location.pathname)}`);
  const hear = (name, act) => opened.addEventListener(name, (event) => { if (opened === stream) act(JSON.parse(event.data)); });
  stream = opened;
  hear("hello", (news) => {
    wait = 250;
    if (news.client !== own.dataset.client) return follow(location.href);
    return hearNews(news);
  });
  hear("building", () => panel.set("building"));
  hear("update", hearNews);
  opened.onerror = () => { if (opened === stream) lost(); };
}

async function hearNews(news) {
  panel.set("connected", news.pending);
  panel.show(news.problems);
  if (news.moved) return follow(news.moved + location.search + location.hash);
  if (news.files && !(await refreshFiles(news.files, base))) return follow(location.href);
  if (news.page && news.page !== version) await refresh();
}

// Tries again, ever less often.
function lost() {
  if (stream) stream.close();
  stream = null;
  if (document.hidden && !slot) return;
  panel.set("lost");
  clearTimeout(timer);
  timer = setTimeout(connect, wait * (0.75 + Math.random() / 2));
  wait = Math.min(wait * 2, 4000);
}

// A browser opens six connections to a server, and each stream takes one for good. So a tab that nobody sees gives its
// stream back, unless it is one of the first two, and catches up when it is looked at.
let slot = null;

async function hide() {
  for (const name of ["showpiece-hidden-1", "showpiece-hidden-2"]) {
    if (navigator.locks && (await isHeld(name))) return;
  }
  if (document.hidden) release();
}

// Takes a lock until this tab is looked at again, if it is free.
function isHeld(name) {
  return new Promise((tell) => {
    navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      tell(Boolean(lock));
      if (!lock || !document.hidden) return undefined;
      return new Promise((free) => { slot = free; });
    });
  });
}

function release() {
  if (stream) stream.close();
  stream = null;
}

function show() {
  if (slot) slot();
  slot = null;
  wait = 250;
  if (!stream) connect();
}

document.addEventListener("visibilitychange", () => (document.hidden ? hide() : show()));
addEventListener("pagehide", release);
addEventListener("pageshow", (event) => { if (event.persisted) show(); });
addEventListener("online", () => { if (!stream) connect(); });

// --- To the source ---

// Alt and a click on a block open its source at its line.
addEventListener("click", (event) => {
  if (!event.altKey || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const target = event.target instanceof Element ? event.target : event.target.parentElement;
  const block = target && target.closest("[data-line]");
  const source = (block || target || document.body).closest("[data-source]");
  if (!source || !own.dataset.editor) return;
  event.preventDefault();
  event.stopPropagation();
  const path = `${own.dataset.root}/${source.dataset.source.split("/").map(encodeURIComponent).join("/")}`;
  const line = block && source.contains(block) ? block.dataset.line : "1";
  const fill = { path, line, column: "1" };
  const address = own.dataset.editor.replace(/\{(path|line|column)\}/g, (_, name) => fill[name]);
  // An editor in the browser gets a tab of its own; any other address leaves the page where it is.
  if (/^https?:/i.test(address)) open(address, "_blank", "noopener");
  else location.assign(address);
}, true);

restoreScroll();
connect();
if (document.hidden) hide();
