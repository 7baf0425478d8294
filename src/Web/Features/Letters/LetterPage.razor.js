// The letter on paper follows its form; a part without text is not printed.
export function follow(root) {
  const fields = [...root.querySelectorAll("textarea[data-section]")];
  const show = (field) => {
    const text = field.value.trim();
    const part = root.querySelector(`[data-part="${field.dataset.section}"]`);
    part.querySelector("[data-mirror]").textContent = text;
    part.hidden = text === "";
  };

  for (const field of fields) {
    show(field);
    field.addEventListener("input", () => show(field));
    // What was kept from before a lost connection comes back as a change.
    field.addEventListener("change", () => show(field));
  }

  root.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
  root.querySelector("[data-again]").addEventListener("click", () => {
    for (const field of fields) {
      field.value = field.defaultValue;
      show(field);
    }
  });
  root.dataset.wired = "on";
}
