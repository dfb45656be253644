// Fields of rows: one more empty line below the last, up to as many as the field takes.
export function watchRows() {
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-add-row]");
    if (!button) return;
    const field = button.closest("[data-rows]");
    const lines = [...field.querySelectorAll(".lines-line")];
    if (lines.length >= Number(field.dataset.rows)) return;
    const last = lines.at(-1);
    const line = last.cloneNode(true);
    line.querySelectorAll("input, select").forEach((cell) => {
      cell.value = cell.tagName === "SELECT" ? cell.options[0]?.value ?? "" : "";
      cell.removeAttribute("aria-invalid");
      cell.setAttribute("aria-label", cell.getAttribute("aria-label").replace(/\d+$/, String(lines.length + 1)));
    });
    last.after(line);
    line.querySelector("input, select").focus();
  });
}
