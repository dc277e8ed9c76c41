// What the example site does not show: a site with nearly nothing in it, and sites in other languages, in every theme.
//
//   node sites.cjs MODULES FOLDER THEME...
//
// FOLDER has the sites of `.ci/themes/sites`, each built in a folder SITE/THEME.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { launch } = require("./browser.cjs");
const { serve } = require("./server.cjs");
const checks = require("./pages.cjs");

const [modules, folder, ...themes] = process.argv.slice(2);
const REPOSITORY = path.join(__dirname, "..", "..");
const SITES = path.join(__dirname, "sites");
const WIDTHS = [320, 360, 768, 1280];
/** Words of this many letters may be divided: German has them as long as a line. */
const LONG = 16;
/** So many pages of a kind are looked at; they differ by their words alone. */
const EACH = 2;

/** The language of a site of ours. */
function language(site) {
  return /^language: *(\S+)/m.exec(fs.readFileSync(path.join(SITES, site, "showpiece.yaml"), "utf8"))?.[1] ?? "en";
}

/** The texts of the interface in a language, those of a theme over those of `base`. */
function texts(theme, tag) {
  const found = new Map();
  for (const one of ["base", theme]) {
    const file = path.join(REPOSITORY, "themes", one, "i18n", `${tag}.yaml`);
    if (!fs.existsSync(file)) continue;
    for (const [, key, text] of fs.readFileSync(file, "utf8").matchAll(/^([\w.-]+): "?([^{"\n]+?)"?$/gm)) found.set(key, text);
  }
  return found;
}

/** Words of the English interface that are none of this language. */
function foreign(theme, tag) {
  const own = texts(theme, tag);
  if (tag === "en" || own.size === 0) return [];
  const known = new Set(own.values());
  return [...texts(theme, "en").values()].filter((text) => text.length > 3 && !known.has(text));
}

/** Runs in the page: headings and lists with nothing in them, and words of another language. */
function empty(words) {
  const found = [];
  const seen = (one) => one.checkVisibility({ visibilityProperty: true });
  const name = (one) => `${one.tagName.toLowerCase()}.${one.className}`;
  for (const one of document.querySelectorAll("main :is(section, nav, aside), main .block")) {
    const heading = one.querySelector("h1, h2, h3");
    const text = [...one.querySelectorAll("*")].filter((inner) => seen(inner) && !inner.closest("h1, h2, h3, .block-head") && !inner.contains(heading));
    if (seen(one) && !text.some((inner) => inner.textContent.trim() !== "" || inner.matches("svg, img"))) found.push(`${name(one)} has nothing under its heading`);
  }
  for (const one of document.querySelectorAll("main :is(ul, ol, dl, table, dd, h1, h2, h3)")) {
    if (seen(one) && one.textContent.trim() === "" && one.querySelector("svg, img") === null) found.push(`${name(one)} is empty`);
  }
  const wrong = new Set(words);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (wrong.has(node.data.trim()) && !node.parentElement.closest("script, pre, code")) found.push(`not translated: ${node.data.trim()}`);
  }
  for (const one of document.querySelectorAll("[aria-label], [title], [alt]")) {
    for (const key of ["aria-label", "title", "alt"]) if (wrong.has(one.getAttribute(key))) found.push(`not translated: ${one.getAttribute(key)}`);
  }
  return found.slice(0, 4);
}

/** Runs in the page: marks stand beside their words, heads over their columns, strings in their order, the switch beside the name or the menu. */
function together() {
  const found = [];
  const range = document.createRange();
  for (const one of document.querySelectorAll(".entry-meta > span, :is(.fact-focus, .fact-responsibilities) li")) {
    range.selectNodeContents(one);
    const words = [...range.getClientRects()].find((box) => box.width > 0);
    const line = parseFloat(getComputedStyle(one).fontSize);
    if (words && getComputedStyle(one).display !== "inline" && words.top - one.getBoundingClientRect().top > line) found.push(`"${one.textContent}" begins a line below its mark`);
  }
  const middle = (one) => { const box = one.getBoundingClientRect(); return (box.left + box.right) / 2; };
  const cells = document.querySelector(".matrix tbody tr:not(.matrix-group)")?.querySelectorAll("td") ?? [];
  document.querySelectorAll(".matrix thead a").forEach((head, index) => {
    if (head.checkVisibility() && Math.abs(middle(head) - middle(cells[index])) > 2) found.push(`"${head.textContent}" does not stand over its column`);
  });
  for (const code of document.querySelectorAll(".hl")) {
    const strings = [...code.querySelectorAll(":is(.s1, .s2)")].map((one) => [one.textContent, one.getBoundingClientRect()]);
    strings.forEach(([text, box], index) => {
      const [before, last] = strings[index - 1] ?? [text, box];
      // Of two that are one run from right to left, each reaches into the other.
      if (index > 0 && box.top === last.top && box.left < last.right - 1) found.push(`the strings ${before} and ${text} have changed places`);
    });
  }
  const button = document.querySelector(".scheme-switch").getBoundingClientRect();
  const beside = [...document.querySelectorAll(".site-nav, .site-name")].map((one) => one.getBoundingClientRect())
    .some((box) => button.top < box.bottom - 4 && button.bottom > box.top + 4);
  if (!beside) found.push("the switch has a line of its own");
  return found.slice(0, 4);
}

/** The addresses of a built site, some of each kind. */
function addresses(root) {
  const counts = new Map();
  return fs.readdirSync(root, { recursive: true }).filter((file) => file.endsWith(".html")).sort()
    .filter((file) => {
      const kind = /<body class="kind-([a-z0-9-]+)"/.exec(fs.readFileSync(path.join(root, file), "utf8"))?.[1];
      if (kind === undefined) return false;
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      return counts.get(kind) <= EACH;
    })
    .map((file) => `/${file.split(path.sep).map(encodeURIComponent).join("/").replace(/index\.html$/, "")}`);
}

/** Looks at one site in one theme; hands back how many pages there were and what was found. */
async function look(page, site, theme) {
  const root = path.resolve(folder, site, theme);
  const { origin, close } = await serve(root);
  const words = foreign(theme, language(site));
  const found = [];
  const list = addresses(root);
  for (const address of list) {
    await page.goto(origin + address, { waitUntil: "load" });
    await page.evaluate(() => document.fonts.ready);
    const say = (width, all) => found.push(...all.map((one) => `${site} ${theme} ${decodeURIComponent(address)} (${width} px): ${one}`));
    say("any", await page.evaluate(empty, words));
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      say(width, await checks.noScroll(page));
      // Below 360 px a heading may be wider than its longest word.
      if (width >= 360) say(width, await checks.wholeWords(page, LONG));
      say(width, await page.evaluate(together));
    }
  }
  close();
  return { pages: list.length, found };
}

async function main() {
  const sites = fs.readdirSync(SITES).sort();
  const browser = await launch(modules);
  let pages = 0;
  let failures = 0;
  try {
    const page = await browser.newPage();
    for (const theme of themes) {
      for (const site of sites) {
        const result = await look(page, site, theme);
        if (result.pages < 3) result.found.push(`${site} ${theme}: only ${result.pages} pages`);
        pages += result.pages;
        failures += result.found.length;
        for (const one of result.found) console.log(one);
      }
    }
  } finally {
    await browser.close();
  }
  console.log(`${sites.length} sites in ${themes.length} themes, ${pages} pages, ${failures} failures`);
  process.exitCode = failures === 0 && pages > 0 ? 0 : 1;
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
