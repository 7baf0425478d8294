// Arrow keys move between the names of a table; Enter opens a name, since names are links; x marks its row where that can be.
export function moveByArrows(table) {
  table.addEventListener("keydown", (event) => {
    if (event.key === "x" && !event.ctrlKey && !event.metaKey && !event.altKey && document.activeElement.matches("a.name")) {
      document.activeElement.closest("tr").querySelector("input[type=checkbox]")?.click();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const edge = { Home: 0, End: -1 }[event.key];
    if ((step === undefined && edge === undefined) || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const names = [...table.querySelectorAll("a.name")];
    const here = names.indexOf(document.activeElement);
    if (here < 0) {
      return;
    }
    event.preventDefault();
    const there = edge === undefined ? Math.min(Math.max(here + step, 0), names.length - 1) : edge;
    names.at(there).focus();
  });
  table.dataset.arrows = "on";
}
