// Runs before the first paint: resolves the chosen theme ("light", "dark" or "system") to data-theme on <html>.
// Raises "themechange" on document when the shown theme changes, for charts.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");

  const apply = () => {
    const choice = root.dataset.themeChoice;
    const theme = choice === "system" ? (system.matches ? "dark" : "light") : choice;
    if (root.dataset.theme !== theme) {
      root.dataset.theme = theme;
      document.dispatchEvent(new CustomEvent("themechange", { detail: theme }));
    }
    for (const button of document.querySelectorAll("[data-theme-set]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeSet === choice));
    }
  };

  const choose = (choice) => {
    const path = new URL(document.baseURI).pathname;
    document.cookie = `earlywarning.theme=${choice}; path=${path}; max-age=31536000; samesite=lax`;
    root.dataset.themeChoice = choice;
    apply();
  };

  // Paper is white: print in the light theme, then go back.
  addEventListener("beforeprint", () => {
    if (root.dataset.theme !== "light") {
      root.dataset.theme = "light";
      document.dispatchEvent(new CustomEvent("themechange", { detail: "light" }));
    }
  });
  addEventListener("afterprint", apply);

  apply();
  system.addEventListener("change", apply);
  document.addEventListener("DOMContentLoaded", apply);
  // Menus come and go with the circuit, so listen above them.
  document.addEventListener("toggle", apply, true);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-set]");
    if (button) {
      choose(button.dataset.themeSet);
    }
  });
})();
