// Under a field that names a client: the list of those who fit. Arrows walk, Enter or a touch chooses, Escape closes.
export function watchPickers() {
  document.addEventListener("htmx:afterSwap", ({ target }) => {
    const picker = target.closest?.("[data-picker]");
    if (picker) show(picker);
  });
  document.addEventListener("keydown", (event) => {
    const picker = event.target.closest?.("[data-picker]");
    if (!picker || event.isComposing) return;
    const options = [...picker.querySelectorAll("[role=option]")];
    const here = options.findIndex((option) => option.ariaSelected === "true");
    if (event.key === "Escape" && picker.querySelector(".picker-found").childElementCount) {
      event.preventDefault();
      close(picker);
    } else if (!options.length) return;
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : options.length - 1;
      mark(picker, options, here < 0 && step > 1 ? options.length - 1 : (here + step) % options.length);
    } else if (event.key === "Enter" && here >= 0) {
      event.preventDefault();
      choose(picker, options[here]);
    }
  });
  document.addEventListener("pointerdown", (event) => {
    // the field keeps the focus, so that the list stays until the finger is lifted
    if (event.target.closest(".picker-found")) event.preventDefault();
  });
  document.addEventListener("click", ({ target }) => {
    const option = target.closest(".picker-option");
    if (option) choose(option.closest("[data-picker]"), option);
  });
  document.addEventListener("focusout", ({ target }) => {
    const picker = target.closest?.("[data-picker]");
    if (picker) close(picker);
  });
}

const fieldOf = (picker) => picker.querySelector("input");

function show(picker) {
  const options = [...picker.querySelectorAll("[role=option]")];
  options.forEach((option, n) => { option.id = `${fieldOf(picker).id}-option-${n}`; });
  fieldOf(picker).setAttribute("aria-expanded", String(options.length > 0));
  fieldOf(picker).removeAttribute("aria-activedescendant");
}

function mark(picker, options, chosen) {
  options.forEach((option, n) => option.setAttribute("aria-selected", String(n === chosen)));
  fieldOf(picker).setAttribute("aria-activedescendant", options[chosen].id);
  options[chosen].scrollIntoView({ block: "nearest" });
}

function choose(picker, option) {
  fieldOf(picker).value = option.dataset.pick;
  fieldOf(picker).dispatchEvent(new Event("change", { bubbles: true }));
  close(picker);
}

function close(picker) {
  picker.querySelector(".picker-found").replaceChildren();
  fieldOf(picker).setAttribute("aria-expanded", "false");
  fieldOf(picker).removeAttribute("aria-activedescendant");
}
