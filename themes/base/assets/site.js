/* Conveniences only; every page works without them: the colour-scheme switch, copy buttons on
   code, folds that open for the printer, and the print button of the résumé. */
(function (doc) {
  "use strict";
  var root = doc.documentElement;
  var system = matchMedia("(prefers-color-scheme: dark)");

  function isDark() {
    return root.dataset.theme ? root.dataset.theme === "dark" : system.matches;
  }

  /* The choice is remembered only while it differs from the system's. */
  function setDark(dark) {
    var choice = dark === system.matches ? "" : dark ? "dark" : "light";
    if (choice) root.dataset.theme = choice;
    else delete root.dataset.theme;
    try {
      if (choice) localStorage.setItem("colour-scheme", choice);
      else localStorage.removeItem("colour-scheme");
    } catch (e) { /* it holds for this page */ }
  }

  doc.querySelectorAll(".scheme-switch").forEach(function (button) {
    function name() {
      var label = isDark() ? button.dataset.toLight : button.dataset.toDark;
      button.setAttribute("aria-label", label);
      button.title = label;
    }
    button.addEventListener("click", function () { setDark(!isDark()); name(); });
    system.addEventListener("change", name);
    name();
    button.hidden = false;
  });

  /* What is copied is the code: of a session what was typed, of a change what is new. */
  var PROMPT = "\uE000";
  function textIn(root) {
    var copy = root.cloneNode(true);
    /* In a difference, what was removed is part of the text. */
    var gone = root.closest("[data-lang=diff]") ? "summary" : "summary, .line.del";
    copy.querySelectorAll(gone).forEach(function (part) { part.remove(); });
    copy.querySelectorAll(".gp").forEach(function (prompt) { prompt.textContent = PROMPT; });
    return copy.textContent;
  }
  function typed(text) {
    var goesOn = false;
    var lines = text.split("\n").filter(function (line) {
      var isTyped = goesOn || line.trimStart().startsWith(PROMPT);
      goesOn = isTyped && line.endsWith("\\");
      return isTyped;
    });
    return lines.map(function (line) { return line.replace(/^\s*\uE000 ?/, ""); }).join("\n");
  }
  function textOf(figure) {
    var text = Array.from(figure.querySelectorAll("pre"), textIn).join("");
    return (text.includes(PROMPT) ? typed(text) : text).replace(/^\n+|\n+$/g, "") + "\n";
  }

  /* The same for what is selected in a session, unless it is output alone. */
  doc.addEventListener("copy", function (event) {
    var selection = getSelection();
    if (selection.rangeCount !== 1 || selection.isCollapsed) return;
    var range = selection.getRangeAt(0);
    var around = range.commonAncestorContainer;
    var pre = (around.closest ? around : around.parentElement).closest("figure.code pre");
    if (!pre || !pre.querySelector(".gp")) return;
    var before = range.cloneRange();
    before.setEnd(range.startContainer, range.startOffset);
    before.setStart(pre, 0);
    function text(range) {
      var part = doc.createElement("div");
      part.append(range.cloneContents());
      return textIn(part);
    }
    var begun = text(before).split("\n").pop();
    var code = typed((begun.includes(PROMPT) ? PROMPT : "") + text(range));
    if (!code) return;
    event.clipboardData.setData("text/plain", code);
    event.preventDefault();
  });

  /* Paper has nothing to open. */
  var opened = [];
  addEventListener("beforeprint", function () {
    opened = Array.from(doc.querySelectorAll("details.fold:not([open])"));
    opened.forEach(function (fold) { fold.open = true; });
  });
  addEventListener("afterprint", function () {
    opened.forEach(function (fold) { fold.open = false; });
    opened = [];
  });

  function addCopy(figure) {
    if (!figure.querySelector("pre") || !navigator.clipboard || figure.querySelector("button.copy")) return;
    var button = doc.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = doc.body.dataset.copy;
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(textOf(figure)).then(function () {
        button.textContent = doc.body.dataset.copied;
        setTimeout(function () { button.textContent = doc.body.dataset.copy; }, 2000);
      });
    });
    (figure.querySelector(".code-head") || figure).append(button);
  }
  function addCopies() {
    doc.querySelectorAll("figure.code:not([data-no-copy])").forEach(addCopy);
  }
  addCopies();
  /* The preview has put new code into the page. */
  doc.addEventListener("showpiece:updated", addCopies);

  doc.querySelectorAll("[data-print]").forEach(function (button) {
    button.addEventListener("click", function () { print(); });
    button.hidden = false;
  });
})(document);
