// Pairs: which node of one list is which of another.
//
// Both lists are the children of one element in two versions. Equal beginnings and ends are taken off first. What is left
// is paired by id and by equal content; between those, by name and order. Pairs that keep their order are found
// first, so that an insertion moves nothing.

// A Map from nodes of `from` to nodes of `to`.
function pair(from, to) {
  const pairs = new Map();
  let start = 0;
  let fromEnd = from.length;
  let toEnd = to.length;
  while (start < fromEnd && start < toEnd && from[start].isEqualNode(to[start])) {
    pairs.set(from[start], to[start]);
    start += 1;
  }
  while (fromEnd > start && toEnd > start && from[fromEnd - 1].isEqualNode(to[toEnd - 1])) {
    fromEnd -= 1;
    toEnd -= 1;
    pairs.set(from[fromEnd], to[toEnd]);
  }
  if (start < fromEnd && start < toEnd) {
    pairMiddle(Array.prototype.slice.call(from, start, fromEnd), Array.prototype.slice.call(to, start, toEnd), pairs);
  }
  return pairs;
}

function pairMiddle(from, to, pairs) {
  const anchors = [...anchorsBy(idOf, from, to), ...anchorsBy(contentOf, from, to)];
  const taken = new Set();
  const links = anchors.filter(([i, j]) => {
    const isFree = !pairs.has(from[i]) && !taken.has(j);
    if (isFree) { pairs.set(from[i], to[j]); taken.add(j); }
    return isFree;
  });
  // Between neighbouring anchors that keep their order, the rest is paired by name and order.
  const ids = { from: new Set(from.map(idOf)), to: new Set(to.map(idOf)) };
  let [i, j] = [0, 0];
  for (const [nextI, nextJ] of [...inOrder(links), [from.length, to.length]]) {
    for (; i < nextI; i += 1) {
      if (pairs.has(from[i])) continue;
      for (let k = j; k < nextJ; k += 1) {
        if (taken.has(k) || !isAlike(from[i], to[k], ids)) continue;
        pairs.set(from[i], to[k]);
        taken.add(k);
        j = k + 1;
        break;
      }
    }
    [i, j] = [nextI + 1, nextJ + 1];
  }
}

// Pairs of places whose key occurs once on each side.
function anchorsBy(key, from, to) {
  const places = (nodes) => {
    const found = new Map();
    nodes.forEach((node, place) => {
      const word = key(node);
      if (word) found.set(word, found.has(word) ? -1 : place);
    });
    return found;
  };
  const there = places(to);
  const pairs = [];
  for (const [word, i] of places(from)) {
    const j = there.get(word);
    if (i >= 0 && j !== undefined && j >= 0) pairs.push([i, j]);
  }
  return pairs;
}

const idOf = (node) => (node.nodeType === Node.ELEMENT_NODE && node.id ? `${node.nodeName}#${node.id}` : "");

function contentOf(node) {
  if (node.nodeType === Node.ELEMENT_NODE) return node.outerHTML;
  return node.nodeValue.trim() ? `${node.nodeType} ${node.nodeValue}` : "";
}

// Whether one node can become the other.
function isAlike(a, b, ids) {
  if (a.nodeType !== b.nodeType || a.nodeName !== b.nodeName) return false;
  if (a.nodeType !== Node.ELEMENT_NODE) return true;
  // An id that both versions know belongs to another node.
  if (a.id !== b.id && (ids.to.has(idOf(a)) || ids.from.has(idOf(b)))) return false;
  return a.getAttribute("type") === b.getAttribute("type") || a.nodeName !== "INPUT";
}

// The longest part of `links` in which both places grow.
function inOrder(links) {
  const sorted = [...links].sort((a, b) => a[0] - b[0]);
  const ends = []; // ends[n]: the link with the smallest second place that ends a run of n + 1
  const before = new Map();
  for (const link of sorted) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle][1] < link[1]) low = middle + 1;
      else high = middle;
    }
    before.set(link, ends[low - 1]);
    ends[low] = link;
  }
  const run = [];
  for (let link = ends[ends.length - 1]; link; link = before.get(link)) run.unshift(link);
  return run;
}

