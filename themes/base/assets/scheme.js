/* Runs before the first paint: marks that scripts run, and applies a remembered colour scheme. */
(function (root) {
  root.classList.add("js");
  try {
    var choice = localStorage.getItem("colour-scheme");
    if (choice === "light" || choice === "dark") root.dataset.theme = choice;
  } catch (e) { /* storage is closed: follow the system */ }
})(document.documentElement);
