// Arrow keys move between the names of a table; Enter opens a name, since names are links.
export function moveByArrows(table) {
  table.addEventListener("keydown", (event) => {
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
