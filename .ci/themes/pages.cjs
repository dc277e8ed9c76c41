// The checks of single pages. Each is a function of a page that is open; what it finds is a list of sentences.
"use strict";

/** axe-core: every rule that it knows for WCAG 2.2 AA, and its best practices. */
async function axe(page, source) {
  await page.evaluate(source);
  const found = await page.evaluate(async () => {
    const result = await window.axe.run(document, { resultTypes: ["violations"] });
    return result.violations.map((one) => ({ id: one.id, help: one.help, nodes: one.nodes.map((node) => node.target.join(" ") + " " + (node.any[0]?.message ?? "")) }));
  });
  return found.map((one) => `axe: ${one.id} (${one.help}): ${one.nodes.slice(0, 3).join("; ")}`);
}

/** Nothing is wider than the window. */
async function noScroll(page) {
  const wide = await page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= window.innerWidth) return null;
    const out = [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > window.innerWidth + 1);
    return `${root.scrollWidth} px: ${out.slice(0, 3).map((one) => one.tagName.toLowerCase() + (one.className && "." + one.className)).join(", ")}`;
  });
  return wide === null ? [] : [`the page scrolls sideways: ${wide}`];
}

/** No word is torn apart, and no address, because its column is too narrow for it; those of `long` letters and more may be. */
async function wholeWords(page, long = Number.MAX_SAFE_INTEGER) {
  return page.evaluate((long) => {
    const found = new Map();
    const range = document.createRange();
    const lines = () => new Set([...range.getClientRects()].filter((box) => box.width > 0).map((box) => Math.round(box.top))).size;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const one = node.parentElement;
      // Code may break anywhere, since it must not be wider than a phone; what is turned or hidden has no lines.
      if (!/\S/.test(node.data) || one.closest("code, pre, svg, math, .visually-hidden, .skip, .code-head, .matrix thead") || !one.checkVisibility({ visibilityProperty: true })) continue;
      range.selectNodeContents(node);
      if (lines() < 2) continue;
      const pieces = one.matches("dd a[href^='mailto:']") ? /\S+/g : /[\p{L}\p{N}]{2,}/gu;
      for (const { 0: word, index } of node.data.matchAll(pieces)) {
        if (word.length >= long) continue;
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        if (lines() > 1) found.set(`${one.tagName}${one.parentElement.className}`, `"${word}" is torn apart in ${one.parentElement.tagName.toLowerCase()}.${one.parentElement.className}`);
      }
    }
    return [...found.values()].slice(0, 4);
  }, long);
}

/** Tab goes to the skip link first, and whatever has the focus shows it. */
async function keyboard(page) {
  const found = [];
  await page.evaluate(() => document.activeElement?.blur());
  await page.keyboard.press("Tab");
  const first = await page.evaluate(() => {
    const box = document.activeElement.getBoundingClientRect();
    const seen = box.width > 1 && box.height > 1 && box.top >= 0 && box.left >= 0;
    return { skips: document.activeElement.classList.contains("skip"), seen };
  });
  if (!first.skips) found.push("the first stop of the Tab key is not the skip link");
  else if (!first.seen) found.push("the skip link cannot be seen when it has the focus");
  const hidden = await page.evaluate(() => {
    const names = [];
    const all = document.querySelectorAll("a[href], button, summary, input:not([disabled]), [tabindex='0']");
    for (const one of all) {
      if (!one.checkVisibility({ visibilityProperty: true })) continue;
      one.focus({ focusVisible: true });
      if (document.activeElement !== one) { names.push(`${one.tagName} cannot have the focus`); continue; }
      const style = getComputedStyle(one);
      const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
      if (!outlined) names.push(one.outerHTML.slice(0, 80));
    }
    document.activeElement?.blur();
    return names;
  });
  if (hidden.length > 0) found.push(`${hidden.length} elements do not show that they have the focus: ${hidden.slice(0, 3).join("; ")}`);
  return found;
}

/** With reduced motion nothing moves. */
async function still(page) {
  const moving = await page.evaluate(() => {
    const running = document.getAnimations().filter((one) => one.playState === "running").length;
    const long = [...document.querySelectorAll("*")].filter((one) => {
      const style = getComputedStyle(one);
      const longest = (text) => Math.max(...text.split(",").map((part) => parseFloat(part) * (part.includes("ms") ? 1 : 1000)));
      return longest(style.transitionDuration) > 10 || (style.animationName !== "none" && longest(style.animationDuration) > 10);
    });
    return running + long.length > 0 ? `${running} animations, ${long.length} transitions (${long[0]?.tagName})` : null;
  });
  return moving === null ? [] : [`moves in spite of prefers-reduced-motion: ${moving}`];
}

/** Runs in the page: whether its sheets ask for a transition to the next page. What stands in no layer wins, and then what is last. */
function fades() {
  const asked = [[], []];
  const walk = (rules, layered) => {
    for (const rule of rules) {
      if (rule instanceof CSSViewTransitionRule) asked[layered ? 0 : 1].push(rule.navigation);
      else if (rule.cssRules && (!(rule instanceof CSSMediaRule) || matchMedia(rule.conditionText).matches)) walk(rule.cssRules, layered || rule instanceof CSSLayerBlockRule);
    }
  };
  for (const sheet of document.styleSheets) walk(sheet.cssRules, false);
  return asked.flat().at(-1) === "auto";
}

/** Nothing that stays in the window while the page is scrolled covers more than a third of it. */
async function noCover(page) {
  return page.evaluate(() => {
    const covers = (one) => getComputedStyle(one).position === "fixed" && one.checkVisibility()
      && !one.closest(".code") && one.getBoundingClientRect().height > innerHeight / 3;
    return [...document.querySelectorAll("*")].filter(covers)
      .map((one) => `${one.tagName.toLowerCase()}.${one.className} covers the window`);
  });
}

/** Runs in the page: turned round, each box lies where its mirror image was, and nothing sticks out. */
function mirrored() {
  const root = document.documentElement;
  // Arabic letters stand no further apart, so that boxes which fit their words would be of another width.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { letter-spacing: normal !important }");
  document.adoptedStyleSheets.push(sheet);
  const boxes = () => [...document.querySelectorAll("body *")]
    // Words may break elsewhere; code and drawings have a direction of their own.
    .filter((one) => ["block", "flex", "grid", "list-item"].includes(getComputedStyle(one).display) && !one.closest("pre, svg, math, table, [hidden], .visually-hidden") && one.checkVisibility())
    .map((one) => [one, one.getBoundingClientRect()]);
  const before = boxes();
  root.dir = "rtl";
  const found = [];
  if (getComputedStyle(document.body).direction !== "rtl") found.push("the page does not turn");
  const wide = root.clientWidth;
  const was = new Map(before);
  // A row that just has room for its last word, or just has not, may break elsewhere: its words are wider or narrower by a kern.
  const breaksElsewhere = (row) => {
    if (getComputedStyle(row).flexWrap !== "wrap" || !was.has(row)) return false;
    const moved = row.getBoundingClientRect().top - was.get(row).top;
    return [...row.children].some((one) => was.has(one) && Math.abs(one.getBoundingClientRect().top - was.get(one).top - moved) > 1);
  };
  for (const [one, old] of before) {
    const now = one.getBoundingClientRect();
    if (breaksElsewhere(one.parentElement)) {
      const row = one.parentElement.getBoundingClientRect();
      if (now.left < row.left - 6 || now.right > row.right + 6) found.push(`${one.tagName.toLowerCase()}.${one.className} sticks out of its row`);
      continue;
    }
    // Boxes that fit their words differ by a kern or two.
    if (Math.abs(now.left - (wide - old.right)) > 6 || Math.abs(now.right - (wide - old.left)) > 6) {
      found.push(`${one.tagName.toLowerCase()}.${one.className} lies at ${now.left.toFixed(0)}–${now.right.toFixed(0)}, its mirror image at ${(wide - old.right).toFixed(0)}–${(wide - old.left).toFixed(0)}`);
    }
  }
  if (before.length < 20) found.push(`only ${before.length} boxes`);
  scrollTo(-9999, 0);
  if (scrollX !== 0 || root.scrollWidth > wide) found.push(`scrolls sideways: ${root.scrollWidth} px in ${wide}`);
  for (const one of document.querySelectorAll("pre, code")) if (getComputedStyle(one).direction !== "ltr") found.push(`code is turned: ${one.className}`);
  root.removeAttribute("dir");
  return found.slice(0, 4);
}

module.exports = { axe, noScroll, wholeWords, keyboard, still, fades, noCover, mirrored };
