// Assets: style sheets are swapped when their successors are there; pictures whose bytes changed are fetched again.

const SHEET_PATIENCE = 3000; // milliseconds that a page waits for a style sheet

// Collects the style sheets of one morph: new ones load beside the old ones, which then go all at once.
class Sheets {
  constructor() {
    this.loading = [];
    this.leaving = [];
  }

  // For `morph`: `live` is followed by `next`; either may be missing.
  swap(live, next) {
    if (live) {
      live.setAttribute(LEAVING, "");
      this.leaving.push(live);
    }
    if (!next) return;
    const node = live ? document.importNode(next, true) : next;
    this.loading.push(new Promise((done) => {
      node.addEventListener("load", done, { once: true });
      node.addEventListener("error", done, { once: true });
      setTimeout(done, SHEET_PATIENCE);
    }));
    if (live) live.after(node);
  }

  async settled() {
    await Promise.all(this.loading);
    this.leaving.forEach((node) => node.remove());
  }
}

// Paths whose bytes changed since the page was loaded, and the mark that makes their address another one.
const stamps = new Map();

function stamped(address) {
  const url = new URL(address, document.baseURI);
  const stamp = url.origin === location.origin && stamps.get(url.pathname);
  if (!stamp) return address;
  url.searchParams.set("preview", stamp);
  return url.href;
}

const stampedSet = (list) => list.replace(/(^|,\s*)(\S+)/g, (_, comma, address) => comma + stamped(address));

const WITH_ADDRESS = [
  ["img, video, audio, source, track, embed, iframe, input[type=image]", "src", stamped],
  ["img, source", "srcset", stampedSet],
  ["video", "poster", stamped],
  ["object", "data", stamped],
  ["link:not([rel~=stylesheet])", "href", stamped],
  ["image, use", "href", stamped],
];

// Gives the addresses in a document their marks; how many became others.
function stampAll(root) {
  let count = 0;
  for (const [selector, attribute, change] of WITH_ADDRESS) {
    for (const node of root.querySelectorAll(selector)) {
      const old = node.getAttribute(attribute);
      const now = old && change(old);
      if (!old || now === old) continue;
      node.setAttribute(attribute, now);
      count += 1;
    }
  }
  return count;
}

// Fetches files again whose bytes changed. False when only loading the page again will do.
async function refreshFiles(paths, base) {
  if (paths.length === 0) return true;
  const mark = Date.now().toString(36);
  paths.forEach((path) => stamps.set(path, mark));
  const names = paths.map((path) => path.slice(path.lastIndexOf("/") + 1));
  const isChanged = (address) => paths.includes(new URL(address, document.baseURI).pathname);
  if ([...document.scripts].some((script) => script.src && isChanged(script.src))) return false;
  // A picture that a style sheet names is in the browser's memory under its old address.
  if (sheetsMention(names)) return false;
  const sheets = new Sheets();
  for (const link of document.querySelectorAll(`link[rel~=stylesheet]:not([${LEAVING}])`)) {
    if (!isChanged(link.href)) continue;
    const next = link.cloneNode();
    const url = new URL(link.href);
    url.searchParams.set("preview", mark);
    next.href = url.href;
    sheets.swap(link, next);
  }
  stampAll(base);
  stampAll(document);
  await sheets.settled();
  return true;
}

function sheetsMention(names) {
  const quoted = names.filter((name) => !name.endsWith(".css"));
  if (quoted.length === 0) return false;
  return [...document.styleSheets].some((sheet) => {
    try {
      return [...sheet.cssRules].some((rule) => quoted.some((name) => rule.cssText.includes(name)));
    } catch {
      return false; // another origin's
    }
  });
}

