// Keys, the skip link, menus that close, copying, printing, and what to do when the server is gone for good.
(() => {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      document.getElementById("search")?.focus();
    }
    if (event.key === "Escape") {
      const menu = document.querySelector("details.account[open]");
      if (menu) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    }
  });

  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.account[open]")) {
      if (!menu.contains(event.target)) {
        menu.open = false;
      }
    }
    if (event.target.closest("[data-skip]")) {
      event.preventDefault();
      document.getElementById("content")?.focus();
    }
    if (event.target.closest("[data-reload]")) {
      location.reload();
    }
    if (event.target.closest("[data-print]")) {
      print();
    }
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      const source = document.getElementById(copy.dataset.copy);
      source.select();
      navigator.clipboard?.writeText(source.value);
      copy.dataset.copied = "true";
    }
  });

  // The server does not know this circuit any more: only a fresh page helps.
  const display = document.getElementById("components-reconnect-modal");
  new MutationObserver(() => {
    if (display.classList.contains("components-reconnect-rejected")) {
      location.reload();
    }
  }).observe(display, { attributes: true, attributeFilter: ["class"] });
})();
