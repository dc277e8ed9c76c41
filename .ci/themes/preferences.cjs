// What readers ask of a page: colour schemes, more contrast, forced colours, less motion, the other direction, large letters.
// Each check opens the pages as such a reader would, and hands what it finds to `report`.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const checks = require("./pages.cjs");
const colour = require("./colour.cjs");
const { MEANINGS, strengths } = require("./drawn.cjs");

const THEMES = path.join(__dirname, "..", "..", "themes");
const WIDE = { width: 1280, height: 800 };
/** What a reader of text needs at least (WCAG 1.4.3), one who asks for more (1.4.6), and what is no text (1.4.11). */
const LEAST = { text: 4.5, more: 7, drawn: 3 };
/** Pages with text of every kind: prose and code, tables and charts, lists. */
const COLOURED = ["home", "project", "skills", "post"];

/** The schemes that a theme offers, from its `theme.yaml`. */
function schemes(theme) {
  const text = fs.readFileSync(path.join(THEMES, theme, "theme.yaml"), "utf8");
  const values = /^  scheme:\n(?:    .*\n)*?    values: \[([^\]]*)\]/m.exec(text)?.[1];
  return values ? values.split(",").map((one) => one.trim()) : [];
}

/** Opens a page of each kind as a reader with these wishes has it, and reports what `look` finds on it. */
async function onEach(tools, site, kinds, where, options, look) {
  const { context, page } = await tools.page(site, { viewport: WIDE, ...options });
  for (const [, address] of kinds) {
    await tools.visit(page, site.origin + address);
    tools.report(site.theme, address, where, await look(page));
  }
  await context.close();
}

/** Text of every scheme, light and dark, for readers who ask for no more and for those who do. */
async function everyScheme(tools, site, kinds) {
  const names = schemes(site.theme);
  // `base` has the one look that it has.
  if (site.theme !== "base" && names.length < 4) tools.report(site.theme, "/", "schemes", [`${names.length} colour schemes; at least 4`]);
  const seen = new Set();
  const { context, page } = await tools.page(site, { viewport: WIDE });
  for (const [kind, address] of kinds) {
    if (!COLOURED.includes(kind)) continue;
    await tools.visit(page, site.origin + address);
    await page.evaluate(colour.install);
    for (const scheme of names.length > 0 ? names : [null]) {
      if (scheme !== null) await page.evaluate((name) => { document.documentElement.dataset.scheme = name; }, scheme);
      for (const colorScheme of ["light", "dark"]) {
        for (const contrast of ["no-preference", "more"]) {
          await page.emulateMedia({ colorScheme, contrast });
          const text = await page.evaluate(colour.faint, contrast === "more" ? LEAST.more : LEAST.text);
          const found = text.found.map((one) => `faint text: ${one}`);
          if (text.judged < 50) found.push(`only ${text.judged} pieces of text were judged`);
          if (contrast === "no-preference") seen.add(await page.evaluate(() => [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color, getComputedStyle(document.body).getPropertyValue("--accent")].join()));
          tools.report(site.theme, address, `scheme ${scheme}, ${colorScheme}, contrast ${contrast}`, found);
        }
      }
    }
  }
  const wanted = 2 * Math.max(1, names.length);
  if (seen.size < wanted) tools.report(site.theme, "/", "schemes", [`${seen.size} looks; ${wanted} are wanted, each scheme light and dark`]);
  await context.close();
}

/** Who asks for more contrast has it on every page, in text and in lines. */
async function moreContrast(tools, site, kinds) {
  for (const colorScheme of ["light", "dark"]) {
    await onEach(tools, site, kinds, `more contrast, ${colorScheme}`, { colorScheme, contrast: "more" }, async (page) => {
      await page.evaluate(colour.install);
      const text = await page.evaluate(colour.faint, LEAST.more);
      const lines = await page.evaluate(colour.hairlines, LEAST.drawn);
      return text.found.map((one) => `faint text: ${one}`).concat(lines.found.map((one) => `faint line: ${one}`));
    });
  }
}

/** With the colours of the system, text is readable. */
async function forcedColours(tools, site, kinds) {
  for (const colorScheme of ["light", "dark"]) {
    await onEach(tools, site, kinds, `forced colours, ${colorScheme}`, { colorScheme, forcedColors: "active" }, async (page) => {
      await page.evaluate(colour.install);
      const text = await page.evaluate(colour.faint, LEAST.text);
      const found = text.found.map((one) => `lost text: ${one}`);
      if (!(await page.evaluate(() => matchMedia("(forced-colors: active)").matches))) found.push("the colours are not forced");
      return found;
    });
  }
}

/** The first page whose file says what a meaning needs. */
function pageWith(site, pattern) {
  return site.files.find(([, text]) => pattern.test(text))?.[0];
}

/** Every way in which the colours of a theme can be seen. */
function modes(theme) {
  const plain = { contrast: "no-preference", forcedColors: "none" };
  const names = schemes(theme);
  const all = [];
  for (const colorScheme of ["light", "dark"]) {
    for (const scheme of names.length > 0 ? names : [null]) all.push({ name: `scheme ${scheme}, ${colorScheme}`, usual: true, scheme, media: { ...plain, colorScheme } });
    all.push({ name: `more contrast, ${colorScheme}`, scheme: names[0], media: { ...plain, colorScheme, contrast: "more" } });
    all.push({ name: `forced colours, ${colorScheme}`, scheme: names[0], media: { ...plain, colorScheme, forcedColors: "active" } });
  }
  return all;
}

/** What is drawn and means something can be seen in every scheme, with more contrast, and in the colours of the system. */
async function drawn(tools, site) {
  const { context, page } = await tools.page(site, { viewport: WIDE });
  const all = modes(site.theme);
  for (const meaning of MEANINGS.filter(({ only, not }) => (only ?? [site.theme]).includes(site.theme) && !(not ?? []).includes(site.theme))) {
    const address = pageWith(site, meaning.file);
    if (address) await tools.visit(page, site.origin + address);
    const contrasts = address ? await strengths(page, tools.eye, meaning, all) : null;
    if (contrasts === null) tools.report(site.theme, "/", "drawn", [`${meaning.name} is on no page`]);
    for (const [number, contrast] of (contrasts ?? []).entries()) {
      const quiet = meaning.asked && all[number].usual;
      const found = !quiet && contrast < LEAST.drawn ? [`${meaning.name} can hardly be seen (${contrast.toFixed(2)}:1)`] : [];
      tools.report(site.theme, address, all[number].name, found);
    }
  }
  await context.close();
}

/** Nothing moves, and no page is faded into the next; without the wish, the themes have something that the wish turns off. */
async function lessMotion(tools, site, kinds) {
  await onEach(tools, site, kinds, "less motion", {}, async (page) => {
    await page.emulateMedia({ reducedMotion: "no-preference" });
    const usual = await page.evaluate(checks.fades);
    await page.emulateMedia({ reducedMotion: "reduce" });
    const found = await checks.still(page);
    if (await page.evaluate(checks.fades)) found.push("fades into the next page in spite of prefers-reduced-motion");
    if (!usual) found.push("does not fade into the next page, so that the check says nothing");
    return found;
  });
}

/** From right to left, a page is its own mirror image, code excepted; and nothing sticks out at either side. */
async function otherDirection(tools, site, kinds) {
  for (const width of [320, 1280]) {
    await onEach(tools, site, kinds, `right to left, ${width} px`, { viewport: { width, height: 800 } }, (page) => page.evaluate(checks.mirrored));
  }
}

/** 1280 px at 400 % are 320 px, of which 256 are high; and letters and lines may be set further apart (WCAG 1.4.10 and 1.4.12). */
async function enlarged(tools, site, kinds) {
  await onEach(tools, site, kinds, "400 %", { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 }, async (page) => {
    const found = await checks.noScroll(page);
    found.push(...(await checks.noCover(page)));
    await page.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("* { letter-spacing: 0.12em !important; word-spacing: 0.16em !important; line-height: 1.5 !important } p { margin-block: 2em !important }");
      document.adoptedStyleSheets.push(sheet);
    });
    found.push(...(await checks.noScroll(page)).map((one) => `with letters further apart ${one}`));
    return found;
  });
}

module.exports = { everyScheme, moreContrast, forcedColours, drawn, lessMotion, otherDirection, enlarged };
