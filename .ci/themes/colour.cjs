// Colours as a reader gets them. Each function runs inside a page: it looks at what the browser has computed, letter by letter,
// in whatever syntax the sheets say it, and it sees what axe-core leaves open ("incomplete"): pseudo-elements, SVG, new syntaxes.
"use strict";

/** Puts `window.__colour` into a page: contrasts, and what lies below an element. */
function install() {
  const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const read = new Map();
  /** Any colour as red, green, blue and opacity, all from 0 to 1. */
  const rgba = (css) => {
    if (!read.has(css)) {
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = "#123456";
      context.fillStyle = css;
      if (context.fillStyle === "#123456" && css !== "#123456") throw new Error(`not a colour: ${css}`);
      context.fillRect(0, 0, 1, 1);
      read.set(css, [...context.getImageData(0, 0, 1, 1).data].map((part) => part / 255));
    }
    return read.get(css);
  };
  const over = ([r, g, b, a], below) => [r, g, b].map((part, i) => part * a + below[i] * (1 - a)).concat(1);
  const light = (colour) => {
    const [r, g, b] = colour.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  let seen = new Map();
  /** What an element stands on, how opaque it is, and whether it is cut away for screen readers alone. */
  const place = (element) => {
    if (element === null) return { ground: rgba("Canvas"), opacity: 1, cut: false };
    if (!seen.has(element)) {
      const style = getComputedStyle(element);
      const parent = place(element.parentElement);
      seen.set(element, {
        ground: over(rgba(style.backgroundColor), parent.ground),
        opacity: parent.opacity * Number(style.opacity),
        cut: parent.cut || style.clipPath === "inset(50%)",
      });
    }
    return seen.get(element);
  };
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !place(element).cut;
  const name = (element) => element.tagName.toLowerCase() + (element.getAttribute("class") ? "." + element.getAttribute("class").split(" ").join(".") : "");
  window.__colour = { rgba, over, ratio, place, shown, name, fresh: () => { seen = new Map(); } };
}

/** Text whose contrast with its ground is below `least`, one example for each pair of colours; and how many pieces were judged. */
function faint(least) {
  const { rgba, over, ratio, place, shown, name, fresh } = window.__colour;
  fresh();
  const found = new Map();
  let judged = 0;
  const judge = (css, ground, opacity, where, text) => {
    judged += 1;
    const [r, g, b, a] = rgba(css);
    const contrast = ratio(over([r, g, b, a * opacity], ground), ground);
    if (contrast < least - 0.005) found.set(css + ground, `${contrast.toFixed(2)}:1 for ${where} "${text.trim().slice(0, 30)}"`);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!/\S/.test(node.data) || ["SCRIPT", "STYLE", "NOSCRIPT"].includes(element.tagName) || !shown(element)) continue;
    const style = getComputedStyle(element);
    const { ground, opacity } = place(element);
    judge(element instanceof SVGElement ? style.fill : style.color, ground, opacity, name(element), node.data);
  }
  for (const element of document.body.querySelectorAll("*")) {
    if (element instanceof SVGElement || !shown(element)) continue;
    const { ground, opacity } = place(element);
    for (const part of ["::before", "::after", "::marker"]) {
      const style = getComputedStyle(element, part);
      const counted = part === "::marker" && getComputedStyle(element).display === "list-item" && style.content === "normal" && getComputedStyle(element).listStyleType === "decimal";
      // A sign with an empty alternative text is an ornament, unless it is made of letters or digits.
      const says = /^"([^"]*)"(?! \/ "")/.exec(style.content)?.[1] ?? /^"([^"]*[\p{L}\p{N}][^"]*)"/u.exec(style.content)?.[1] ?? (style.content.includes("attr(") ? "attr" : "");
      if (!counted && !/\S/.test(says)) continue;
      if (part !== "::marker" && style.display === "none") continue;
      const below = part === "::marker" ? ground : over(rgba(style.backgroundColor), ground);
      judge(style.color, below, opacity * (part === "::marker" ? 1 : Number(style.opacity)), name(element) + part, counted ? "1." : says);
    }
  }
  return { judged, found: [...found.values()] };
}

/** Borders that can hardly be told from what they stand on. */
function hairlines(least) {
  const { rgba, over, ratio, place, shown, name, fresh } = window.__colour;
  fresh();
  const found = new Map();
  let judged = 0;
  for (const element of document.body.querySelectorAll("*")) {
    if (!shown(element)) continue;
    const style = getComputedStyle(element);
    const inside = place(element).ground;
    const outside = place(element.parentElement).ground;
    for (const side of ["Top", "Right", "Bottom", "Left"]) {
      if (parseFloat(style[`border${side}Width`]) === 0 || style[`border${side}Style`] === "none") continue;
      const css = style[`border${side}Color`];
      if (rgba(css)[3] === 0) continue;
      judged += 1;
      // A line between two grounds, or one that has the colour of its own ground, is seen from outside.
      const contrast = Math.max(ratio(over(rgba(css), inside), inside), ratio(over(rgba(css), outside), outside));
      if (contrast < least - 0.005) found.set(css + inside, `${contrast.toFixed(2)}:1 for the border of ${name(element)}`);
    }
  }
  return { judged, found: [...found.values()] };
}

module.exports = { install, faint, hairlines };
