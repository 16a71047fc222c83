// Applies the chosen theme before the first paint; "system" leaves it to the browser.
(() => {
  "use strict";
  const KEY = "seltzer-theme";
  const ORDER = ["system", "light", "dark"];
  const root = document.documentElement;

  function stored() {
    try {
      const name = localStorage.getItem(KEY);
      return ORDER.includes(name) ? name : "system";
    } catch {
      return "system"; // storage may be forbidden
    }
  }

  function apply(name) {
    if (name === "system") delete root.dataset.theme;
    else root.dataset.theme = name;
    for (const label of document.querySelectorAll("[data-theme-label]")) {
      label.textContent = `Theme: ${name}`;
    }
  }

  function next() {
    const name = ORDER[(ORDER.indexOf(stored()) + 1) % ORDER.length];
    try {
      localStorage.setItem(KEY, name);
    } catch {
      // Then the choice lasts as long as the page.
    }
    apply(name);
    document.dispatchEvent(new CustomEvent("seltzer:theme"));
  }

  apply(stored());
  document.addEventListener("DOMContentLoaded", () => apply(stored()));
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-theme-toggle]")) next();
  });
})();
