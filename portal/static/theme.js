// Loaded before the first paint: with "auto" the page follows the reader's system, also while it is open.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const theme = root.dataset.theme;
    root.dataset.bsTheme = theme === "auto" || !theme ? (dark.matches ? "dark" : "light") : theme;
    root.classList.add("js");
  };
  apply();
  dark.addEventListener("change", apply);
})();
