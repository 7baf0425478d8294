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

  // What is being written is kept in this tab until it is sent or cancelled, so that a lost connection costs nobody a note.
  // It is put back where the same field of the same page begins with the same text again, and goes with the tab or with
  // signing out.
  const account = document.querySelector("details.account")?.dataset.account;
  const drafts = `draft ${account} `;
  const draftKey = (field) => `${drafts}${location.pathname} ${field.id}`;
  // Whoever signs in after another, in the same tab, finds nothing of theirs.
  for (const key of Object.keys(sessionStorage)) {
    if (account && key.startsWith("draft ") && !key.startsWith(drafts)) {
      sessionStorage.removeItem(key);
    }
  }
  const forget = (form) => {
    for (const field of form.querySelectorAll("textarea[id]")) {
      sessionStorage.removeItem(draftKey(field));
    }
  };
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("textarea[id]")) {
      event.target.dataset.before ??= event.target.value;
    }
  });
  document.addEventListener("input", (event) => {
    if (event.target.matches("textarea[id]")) {
      const draft = { before: event.target.dataset.before ?? "", text: event.target.value };
      sessionStorage.setItem(draftKey(event.target), JSON.stringify(draft));
    }
  });
  document.addEventListener("submit", (event) => {
    // Back to where the person is now: the menu was made on another page.
    const back = event.target.matches("form.languages") ? event.target.querySelector("[name=back]") : null;
    if (back) {
      back.value = location.pathname.slice(new URL(document.baseURI).pathname.length - 1) + location.search;
    }
    if (event.target.action.endsWith("/account/sign-out")) {
      sessionStorage.clear();
    } else {
      // Where the server refuses it, the field still holds the text; the next key keeps it again.
      forget(event.target);
    }
  });
  document.addEventListener("click", (event) => {
    const cancel = event.target.closest(".form-actions button[type=button]");
    if (cancel) {
      forget(cancel.closest("form") ?? document);
    }
  });
  const restore = (field) => {
    const draft = JSON.parse(sessionStorage.getItem(draftKey(field)) ?? "null");
    if (draft && draft.before === field.value && draft.text !== field.value) {
      field.dataset.before = draft.before;
      field.value = draft.text;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };
  new MutationObserver((changes) => {
    for (const node of changes.flatMap((change) => [...change.addedNodes])) {
      if (node.nodeType === Node.ELEMENT_NODE) {
        (node.matches("textarea[id]") ? [node] : node.querySelectorAll("textarea[id]")).forEach(restore);
      }
    }
  }).observe(document.body, { childList: true, subtree: true });

  // The server does not know this circuit any more: only a fresh page helps.
  const display = document.getElementById("components-reconnect-modal");
  new MutationObserver(() => {
    if (display.classList.contains("components-reconnect-rejected")) {
      location.reload();
    }
  }).observe(display, { attributes: true, attributeFilter: ["class"] });
})();
