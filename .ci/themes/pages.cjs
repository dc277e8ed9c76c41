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

/** In forced colours text is still text on a ground of the system. */
async function forced(page) {
  const lost = await page.evaluate(() => {
    const names = [];
    for (const one of document.querySelectorAll("h1, h2, p, a[href], td, th, button")) {
      if (!one.checkVisibility({ visibilityProperty: true })) continue;
      const style = getComputedStyle(one);
      if (style.forcedColorAdjust === "none" && style.color === style.backgroundColor) names.push(one.outerHTML.slice(0, 60));
    }
    const main = document.querySelector("main").getBoundingClientRect();
    if (main.width < 100 || main.height < 100) names.push("main has no room");
    return names;
  });
  return lost.map((one) => `lost in forced colours: ${one}`);
}

module.exports = { axe, noScroll, keyboard, still, forced };
