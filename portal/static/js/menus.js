// Menus are <details class="menu">: a click elsewhere or Escape closes them. Buttons that copy or print.
export function watchMenus() {
  // On a phone the places scroll sideways: where I am is in sight.
  const nav = document.querySelector(".places-nav");
  const here = nav?.querySelector("[aria-current]");
  if (here && nav.scrollWidth > nav.clientWidth) nav.scrollLeft = here.offsetLeft - (nav.clientWidth - here.offsetWidth) / 2;
  document.addEventListener("click", ({ target }) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => { menu.open = menu.contains(target); });
    const copy = target.closest?.("[data-copy]");
    if (copy) copyText(copy);
    if (target.closest?.("[data-print]")) print();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
  // On a phone the filter panel covers the list: "Show clients" leads back to it.
  document.addEventListener("submit", ({ target, submitter }) => {
    const panel = submitter?.closest(".filter-panel");
    if (!panel || !matchMedia("(max-width: 859px)").matches) return;
    panel.open = false;
    target.scrollIntoView({ block: "start" });
  });
  // Where the browser cannot unfold the filter row by its style sheet, it is opened here on a desk.
  if (!CSS.supports("selector(::details-content)") && matchMedia("(min-width: 860px)").matches) {
    document.querySelectorAll("details.filter-fold").forEach((fold) => { fold.open = true; });
  }
}

// Which groups of the bar a person folded is remembered in this browser (web/navigation.py reads it). What the page
// itself unfolds (the group of the page at hand) is not his choice: only what follows a click on the heading is kept.
export function watchFolds() {
  document.addEventListener("click", ({ target }) => {
    const group = target.closest?.("details[data-fold] > summary")?.parentElement;
    if (!group) return;
    const folded = new Set((/(?:^|; )folds=([^;]*)/.exec(document.cookie)?.[1] ?? "").split(".").filter(Boolean));
    if (group.open) folded.add(group.dataset.group);
    else folded.delete(group.dataset.group);
    const safe = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `folds=${[...folded].join(".")}; path=/; max-age=31536000; samesite=lax${safe}`;
  });
}

async function copyText(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  const words = button.querySelector("[data-words]");
  if (!words || !button.dataset.copied) return;
  const before = words.textContent;
  words.textContent = button.dataset.copied;
  setTimeout(() => { words.textContent = before; }, 2000);
}
