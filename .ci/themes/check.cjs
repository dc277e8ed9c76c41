// Every theme in a real browser: accessibility, layout, weight, policy, keyboard, print.
//
//   node check.cjs MODULES FOLDER THEME...
//
// MODULES is a node_modules with playwright-core and axe-core, FOLDER has the built site of each theme in a folder of its name.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { launch } = require("./browser.cjs");
const { serve } = require("./server.cjs");
const checks = require("./pages.cjs");
const preferences = require("./preferences.cjs");

const [modules, folder, ...themes] = process.argv.slice(2);
const axeSource = fs.readFileSync(path.join(modules, "axe-core", "axe.min.js"), "utf8");

// One page of each kind, by the class that its body has; a kind that the site has no page of is a mistake in the site.
const KINDS = ["home", "projects", "project", "skills", "skill", "environment", "career", "resume", "writing", "post", "page", "tags", "tag", "404"];
const WEIGHED = "/projects/ledgerline/";
// Of a page that is painted while it comes, "good" ends at 0.1 (Core Web Vitals); of one that is there, nothing may shift at all.
const LIMITS = { page: 60_000, script: 6_000, shift: 0.1 };

let failures = 0;
let done = 0;

function report(theme, address, where, found) {
  done += 1;
  for (const sentence of found) {
    failures += 1;
    console.log(`${theme} ${address} (${where}): ${sentence}`);
  }
}

/** The pages of a site, each with its address and its text; the shortest name first. */
function pages(root) {
  return fs.readdirSync(root, { recursive: true }).filter((file) => file.endsWith(".html"))
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
    .map((file) => [`/${file.split(path.sep).join("/").replace(/index\.html$/, "")}`, fs.readFileSync(path.join(root, file), "utf8")]);
}

/** One address for each kind, found in the built files. */
function addresses(root, files) {
  const found = new Map();
  for (const [address, text] of files) {
    const kind = /<body class="kind-([a-z0-9-]+)"/.exec(text)?.[1];
    // The list of projects itself, and not one of its filters: the shortest comes first.
    if (kind && !found.has(kind)) found.set(kind, address);
  }
  if (found.has("project")) found.set("project", WEIGHED);
  const missing = KINDS.filter((kind) => !found.has(kind));
  if (missing.length > 0) throw new Error(`the site in ${root} has no page of the kinds ${missing}`);
  return KINDS.map((kind) => [kind, found.get(kind)]);
}

/** A context of the browser whose pages keep a log of what must not happen. */
async function open(browser, origin, options) {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(20_000);
  const log = [];
  context.on("page", (page) => {
    page.on("console", (message) => log.push(`console: ${message.text().slice(0, 200)}`));
    page.on("pageerror", (error) => log.push(`error: ${error.message}`));
  });
  context.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith("data:") && !url.startsWith("about:")) log.push(`a request to another host: ${url}`);
  });
  context.on("requestfailed", (request) => {
    // What was still on its way when the next page was asked for is dropped; what is refused, missing or forbidden says so otherwise.
    const reason = request.failure()?.errorText;
    if (reason !== "net::ERR_ABORTED") log.push(`a failed request: ${request.url()} ${reason}`);
  });
  context.on("response", (response) => {
    const asked = response.request();
    // The page for what is not there is asked for on purpose.
    if (response.status() >= 400 && !asked.isNavigationRequest()) log.push(`${response.status()} for ${response.url()}`);
  });
  await context.addInitScript(() => {
    window.__shift = 0;
    window.__moved = [];
    window.__blocked = [];
    const name = (node) => (node?.nodeType === Node.TEXT_NODE ? name(node.parentElement) : node ? `${node.localName}.${node.className}` : "something gone");
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (entry.hadRecentInput) continue;
        window.__shift += entry.value;
        window.__moved.push(...entry.sources.map((source) => name(source.node)));
      }
    }).observe({ type: "layout-shift", buffered: true });
    document.addEventListener("securitypolicyviolation", (event) => window.__blocked.push(`${event.effectiveDirective} ${event.blockedURI}`));
  });
  return { context, log };
}

async function visit(page, address) {
  await page.goto(address, { waitUntil: "load" });
  await page.evaluate(() => document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))));
}

/** How much moved since the page is there, and in words what. */
async function moved(page) {
  const { shift, names } = await page.evaluate(() => ({ shift: window.__shift, names: [...new Set(window.__moved)] }));
  return { shift, words: `the layout shifts by ${shift.toFixed(4)}: ${names.join(", ")}` };
}

/**
 * What happened while a page was there. A browser that has little time may paint before it has read all of a page, and then what
 * was painted can move; that is no property of the page (`trickled` bounds it), so what moves has to move each time.
 */
async function quiet(page, log) {
  const found = log.splice(0).filter((line) => !line.includes("favicon.ico"));
  const blocked = await page.evaluate(() => window.__blocked);
  let last = await moved(page);
  for (let again = 0; last.shift > 0 && again < 3; again += 1) {
    await visit(page, page.url());
    last = await moved(page);
  }
  if (last.shift > 0) found.push(last.words);
  return found.concat(blocked.map((one) => `the policy forbids ${one}`));
}

/** On a slow line, where each piece of a page is painted as it comes, nothing jumps away from the reader. */
async function trickled(browser, theme, root, kinds) {
  const site = await serve(root, { pieces: 600 });
  for (const width of [360, 1280]) {
    const { context } = await open(browser, site.origin, { viewport: { width, height: 800 } });
    const page = await context.newPage();
    for (const [, address] of kinds) {
      await visit(page, site.origin + address);
      const { shift, words } = await moved(page);
      report(theme, address, `${width} px, slow line`, shift > LIMITS.shift ? [words] : []);
    }
    await context.close();
  }
  site.close();
}

async function looks(browser, site, kinds) {
  for (const width of [360, 1280]) {
    for (const scheme of ["light", "dark"]) {
      const { context, log } = await open(browser, site.origin, { viewport: { width, height: 800 }, colorScheme: scheme });
      const page = await context.newPage();
      for (const [, address] of kinds) {
        await visit(page, site.origin + address);
        const found = await quiet(page, log);
        // The policy is the page's; what the checker adds is not.
        found.push(...(await checks.axe(page, axeSource)));
        if (scheme === "light") found.push(...(await checks.wholeWords(page)), ...(await checks.keyboard(page)));
        log.length = 0;
        report(site.theme, address, `${width} px, ${scheme}`, found);
      }
      await context.close();
    }
  }
}

/** What the checks of other files need: a page as a reader with these wishes has it, and where to say what was found. */
function toolbox(browser, eye) {
  const page = async (site, options) => {
    const { context } = await open(browser, site.origin, options);
    return { context, page: await context.newPage() };
  };
  return { page, visit, report, eye };
}

/** Without JavaScript the text is the same, and the navigation is there. */
async function withoutScript(browser, site, kinds) {
  const words = async (javaScriptEnabled) => {
    const { context } = await open(browser, site.origin, { viewport: { width: 1280, height: 800 }, javaScriptEnabled });
    const page = await context.newPage();
    const texts = new Map();
    for (const [, address] of kinds) {
      await page.goto(site.origin + address, { waitUntil: "load" });
      const links = await page.locator("header nav a:visible").count();
      texts.set(address, { text: await page.locator("main").innerText(), links });
    }
    await context.close();
    return texts;
  };
  const [on, off] = [await words(true), await words(false)];
  const plain = (text) => text.replace(/\s+/g, " ").trim();
  for (const [, address] of kinds) {
    const found = [];
    const [with_, without] = [on.get(address), off.get(address)];
    // Buttons that a script makes (to copy code) may be missing; text may not.
    if (plain(without.text).length < 0.9 * plain(with_.text).length) found.push("text is missing without JavaScript");
    if (without.links < 3) found.push(`${without.links} links of the navigation can be seen without JavaScript`);
    report(site.theme, address, "no JavaScript", found);
  }
}

/** What the page of a project with code weighs, as it goes over the wire. */
async function weight(browser, site) {
  const { context } = await open(browser, site.origin, { viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const sizes = { document: 0, stylesheet: 0, script: 0 };
  const wanted = [];
  page.on("response", (response) => {
    const kind = response.request().resourceType();
    if (kind in sizes) wanted.push(response.headerValue("content-length").then((length) => { sizes[kind] += Number(length); }));
  });
  await visit(page, site.origin + WEIGHED);
  await Promise.all(wanted);
  const all = sizes.document + sizes.stylesheet + sizes.script;
  const found = [];
  if (!(sizes.document > 0 && sizes.script > 0)) found.push("the sizes are not known");
  if (all > LIMITS.page) found.push(`${all} bytes without pictures and fonts; at most ${LIMITS.page}`);
  if (sizes.script > LIMITS.script) found.push(`${sizes.script} bytes of JavaScript; at most ${LIMITS.script}`);
  report(site.theme, WEIGHED, "weight", found);
  await context.close();
  return `${all} bytes, ${sizes.script} of JavaScript`;
}

/** The switch changes the colours, is remembered, and the next page begins in them. */
async function remembered(browser, site) {
  const { context } = await open(browser, site.origin, { viewport: { width: 1280, height: 800 }, colorScheme: "light" });
  const page = await context.newPage();
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await visit(page, site.origin + "/");
  const before = await ground();
  await page.locator(".scheme-switch").first().click();
  const after = await ground();
  await visit(page, site.origin + "/skills/");
  const found = [];
  if (before === after) found.push("the switch changes nothing");
  if ((await ground()) !== after) found.push("the choice is forgotten on the next page");
  await page.locator(".scheme-switch").first().focus();
  await page.keyboard.press("Enter");
  if ((await ground()) !== before) found.push("the switch does not work with the keyboard");
  report(site.theme, "/", "switch", found);
  await context.close();
}

/** A résumé of at most two pages; project pages without their navigation, with the targets of links. */
async function printed(browser, site) {
  const { context } = await open(browser, site.origin, { viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await visit(page, site.origin + "/resume/");
  const pdf = await page.pdf({ format: "A4", printBackground: true });
  const count = (pdf.toString("latin1").match(/\/Type\s*\/Page[^s]/g) ?? []).length;
  const found = [];
  if (count < 1 || count > 2) found.push(`the résumé has ${count} pages on paper`);
  await visit(page, site.origin + WEIGHED);
  await page.emulateMedia({ media: "print" });
  const shown = await page.evaluate(() => {
    const seen = [...document.querySelectorAll("nav, .scheme-switch, .skip")].filter((one) => one.checkVisibility());
    const link = document.querySelector("main a[href^='http']:not([href^='" + location.origin + "'])");
    return { seen: seen.map((one) => one.className || one.tagName), target: link ? getComputedStyle(link, "::after").content : "none" };
  });
  if (shown.seen.length > 0) found.push(`on paper there is navigation: ${shown.seen}`);
  if (shown.target === "none" || shown.target === "normal") found.push("on paper a link does not show where it leads");
  report(site.theme, WEIGHED, "print", found);
  await context.close();
  return `${count} pages of résumé`;
}

/** All checks of one theme. */
async function judge(browser, tools, theme) {
  const begun = Date.now();
  const root = path.resolve(folder, theme);
  const files = pages(root);
  const site = { theme, files, ...(await serve(root)) };
  const kinds = addresses(root, files);
  await looks(browser, site, kinds);
  await trickled(browser, theme, root, kinds);
  for (const check of Object.values(preferences)) await check(tools, site, kinds);
  await withoutScript(browser, site, kinds);
  const figures = [await weight(browser, site)];
  await remembered(browser, site);
  figures.push(await printed(browser, site));
  site.close();
  console.log(`${theme}: ${kinds.length} kinds of pages, ${figures.join(", ")}, ${((Date.now() - begun) / 1000).toFixed(0)} s`);
}

async function main() {
  const browser = await launch(modules);
  try {
    const eye = await browser.newPage();
    const tools = toolbox(browser, eye);
    // Two at a time: a page waits for its own timers as much as for the processor.
    const queue = [...themes];
    const work = async () => {
      for (let theme = queue.shift(); theme !== undefined; theme = queue.shift()) await judge(browser, tools, theme);
    };
    await Promise.all([work(), work()]);
  } finally {
    await browser.close();
  }
  console.log(`${done} checks, ${failures} failures`);
  process.exitCode = failures === 0 && done > 0 ? 0 : 1;
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
