// Morph: the page is changed in place, and only where its source has changed.
//
// Three trees are compared: what the server sent before (`base`), what it sends now (`next`), and what is on the screen
// (`live`), which scripts and the reader have changed since: open details, a button that was added, the colour scheme.
// What is equal in `base` and `next` is left alone in `live`, whatever it looks like. So scroll position, focus,
// selection, form input and running media stay, without a list of what to keep.

const LEAVING = "data-showpiece-leaving"; // a style sheet that goes when its successor is there

// Makes `live` what `next` is, seen from `base`; `swap` deals with links to style sheets.
function morph(live, base, next, swap) {
  if (base.isEqualNode(next)) return;
  if (live.nodeType !== Node.ELEMENT_NODE) {
    morphText(live, next.nodeValue);
  } else if (live.nodeName === "TEMPLATE") {
    live.innerHTML = next.innerHTML;
  } else if (isSheet(live) && isSheet(next) && base.href !== next.href) {
    swap(live, next);
  } else {
    morphAttributes(live, base, next);
    morphChildren(live, base, next, swap);
    if (["VIDEO", "AUDIO"].includes(live.nodeName) && !base.isEqualNode(next)) reloadMedia(live, base, next);
  }
}

const isSheet = (node) => node.nodeName === "LINK" && node.relList.contains("stylesheet");

// A selection survives if only the letters that differ are replaced.
function morphText(live, text) {
  const old = live.nodeValue;
  const most = Math.min(old.length, text.length);
  let start = 0;
  while (start < most && old[start] === text[start]) start += 1;
  let end = 0;
  while (end < most - start && old[old.length - 1 - end] === text[text.length - 1 - end]) end += 1;
  if (start + end < Math.max(old.length, text.length)) {
    live.replaceData(start, old.length - start - end, text.slice(start, text.length - end));
  }
}

function morphAttributes(live, base, next) {
  // The root gains attributes before this script runs (the theme's remembered choice); it never loses any.
  const isRoot = live === document.documentElement;
  for (const { name, value, namespaceURI } of next.attributes) {
    if (base.getAttribute(name) === value) continue;
    if (isRoot && name === "class") live.classList.add(...next.classList);
    else live.setAttributeNS(namespaceURI, name, value);
  }
  for (const { name } of [...base.attributes]) {
    if (!next.hasAttribute(name) && !isRoot) live.removeAttribute(name);
  }
}

function morphChildren(live, base, next, swap) {
  const children = (node) => [...node.childNodes].filter((child) => !isLeaving(child));
  const onScreen = pair([...base.childNodes], children(live));
  const before = new Map();
  for (const [old, now] of pair([...base.childNodes], [...next.childNodes])) before.set(now, old);
  const kept = new Set(before.values());
  const ours = new Set();
  for (const [old, node] of onScreen) {
    if (kept.has(old)) ours.add(node);
    else if (isSheet(node)) swap(node, null);
    else node.remove();
  }
  // What scripts have added is not ours: it stays where it is, and is stepped over.
  let place = live.firstChild;
  const step = () => { while (place && !ours.has(place)) place = place.nextSibling; };
  for (const now of [...next.childNodes]) {
    step();
    const old = before.get(now);
    let node = old && onScreen.get(old);
    if (!node) {
      node = document.importNode(now, true);
      if (isSheet(node)) swap(null, node);
    } else if (!isLeaving(node)) {
      morph(node, old, now, swap);
    }
    ours.add(node);
    if (node === place) place = place.nextSibling;
    else move(live, node, place);
  }
}

const isLeaving = (node) => node.nodeType === Node.ELEMENT_NODE && node.hasAttribute(LEAVING);

// A node that moves keeps its state where browsers can do that.
function move(parent, node, before) {
  if (node.isConnected && parent.moveBefore) parent.moveBefore(node, before);
  else parent.insertBefore(node, before);
}

// A player reads its sources only when it is told to.
function reloadMedia(live, base, next) {
  const sources = (node) => [node.getAttribute("src"), ...[...node.querySelectorAll("source")].map((one) => one.src)];
  if (String(sources(base)) !== String(sources(next))) live.load();
}

