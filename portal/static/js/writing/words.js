// What scripts say and show. The words stand, translated by the server, on <template id="spoken"> (layouts/_spoken.html).
const spoken = document.getElementById("spoken");

/** The words of a name, with `{…}` filled in; "" where the page has none. */
export const say = (name, values = {}) =>
  (spoken?.dataset[`say${name[0].toUpperCase()}${name.slice(1)}`] ?? "").replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? "");

/** An element with attributes and children; children that are text stay text. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
  element.append(...children.filter((child) => child !== null));
  return element;
}

export function button(words, deed, attributes = {}) {
  const element = make("button", { type: "button", class: "btn btn-small", ...attributes }, words);
  element.addEventListener("click", deed);
  return element;
}

/** An icon of the sprite, for eyes only. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${spoken?.dataset.icons}#${name}`);
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

/** A message as the server makes them; `role` is "status" or "alert". */
export const message = (tone, role, ...children) =>
  make("div", { class: `message message-${tone}`, role },
    icon(tone === "refused" ? "alert-circle" : "clock"), make("div", {}, ...children));

const LISTS = "ul, ol, dl, table, thead, tbody, tr, td, .thread-state, .buttons, .row-line, .row-end";

/** The nearest place around an element before or after which a message may stand. */
export function place(element) {
  let at = element;
  while (at.parentElement?.closest(LISTS) && at.parentElement !== document.body && at.parentElement.matches(LISTS)) at = at.parentElement;
  return at;
}
