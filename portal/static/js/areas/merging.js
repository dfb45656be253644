// Two records side by side: typing in the middle chooses it, and a column is taken whole without a round trip.
export function watchMerging() {
  const choose = (row, value) => {
    const radio = row?.querySelector(`input[type=radio][value=${value}]`);
    if (radio) radio.checked = true;
  };
  document.addEventListener("input", ({ target }) => {
    if (target.matches("form[data-merge] .merge-controls :is(input, select, textarea)")) choose(target.closest("tr"), "typed");
  });
  document.addEventListener("click", (event) => {
    const take = event.target.closest?.("[data-take]");
    if (!take) return;
    event.preventDefault();
    take.closest("form").querySelectorAll("tbody tr").forEach((row) => choose(row, take.dataset.take));
  });
}
