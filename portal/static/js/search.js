import { keysAreOn } from "./keys.js";

// The search box: "/" goes there, arrows walk through what was found, Escape leaves.
export function watchSearch() {
  document.addEventListener("keydown", (event) => {
    const box = document.querySelector("[data-search]") || document.querySelector("main [type=search]");
    if (!box) return;
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && keysAreOn() && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      box.focus();
      box.select();
    }
    const search = event.target.closest(".search");
    if (!search) return;
    const stops = [box, ...search.querySelectorAll(".search-found a")];
    const here = stops.indexOf(event.target);
    if (event.key === "Escape") {
      search.querySelector(".search-found").replaceChildren();
      box.focus();
    } else if (here >= 0 && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      stops[(here + (event.key === "ArrowDown" ? 1 : stops.length - 1)) % stops.length].focus();
    }
  });
}
