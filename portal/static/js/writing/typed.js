// What stands in the forms of this page, and what of it was typed here and not sent yet (`live`, in memory only).
const QUIET = ["submit", "button", "hidden", "reset", "image", "password", "file"];
const TICKED = ["checkbox", "radio"];
const SECRET = "[type=password], [autocomplete=one-time-code]";
const WRITTEN = "textarea, input:not([type]), input[type=text], input[type=tel], input[type=email], input[type=number], input[type=date], input[type=datetime-local], input[type=file]";

/** Key of a form → {values, files: {name: [File]}, text: the longest that was written}. */
export const live = new Map();

export const fields = (form) => [...form.elements].filter((field) => field.name && !QUIET.includes(field.type));

/** Does the form do something? A filter or a search only looks, however it is sent. */
export const isDeed = (form) => form?.getAttribute("method")?.toLowerCase() === "post" && !form.matches("[data-auto], .filters, .search");

/** Is it a form in which one writes? None with a secret is: what it holds is never kept. */
export const watched = (form) => isDeed(form) && !form.querySelector(SECRET) && !!form.querySelector(WRITTEN);

/** The same form when the page is opened anew: where it is sent to, and the id of its first field. */
export function keyOf(form) {
  const first = [...form.elements].find((field) => field.name && (field.type === "file" || !QUIET.includes(field.type)));
  const to = new URL(form.getAttribute("action") || location.href, location.href);
  return `${to.pathname}#${first?.id || first?.name || ""}`;
}

export const formOf = (key, part = document) => [...part.querySelectorAll("form")].find((form) => watched(form) && keyOf(form) === key);

/** {name: [values]}; with `open` only what may lie in the browser's storage. */
export function read(form, open = false) {
  const values = {};
  fields(form).filter((field) => !open || !field.matches("[data-private]")).forEach((field) => {
    const list = (values[field.name] ??= []);
    if (field.type === "select-multiple") list.push(...[...field.selectedOptions].map((option) => option.value));
    else if (!TICKED.includes(field.type) || field.checked) list.push(field.value);
  });
  return values;
}

export function fill(form, values) {
  const used = {};
  fields(form).filter((field) => Object.hasOwn(values, field.name)).forEach((field) => {
    const given = values[field.name];
    if (TICKED.includes(field.type)) field.checked = given.includes(field.value);
    else if (field.type === "select-multiple") [...field.options].forEach((option) => { option.selected = given.includes(option.value); });
    else {
      const value = given[(used[field.name] = (used[field.name] ?? -1) + 1)];
      if (value !== undefined && (field.tagName !== "SELECT" || [...field.options].some((option) => option.value === value))) field.value = value;
    }
  });
}

/** Does the form hold these values? Blanks at the ends do not count: the server takes them off. */
export function same(form, values) {
  const now = read(form);
  const plain = (list) => JSON.stringify(list.map((one) => one.trim()));
  return Object.entries(values).every(([name, given]) => !(name in now) || plain(now[name]) === plain(given));
}

export function remember(form) {
  const files = {};
  form.querySelectorAll("input[type=file]").forEach((input) => { files[input.name] = [...input.files]; });
  const values = read(form);
  live.set(keyOf(form), { values, files, text: longest(form, values) });
}

/** Put back into a form that the server made anew what was typed in it here. */
export function refill(form, kept) {
  fill(form, kept.values);
  form.querySelectorAll("input[type=file]").forEach((input) => {
    if (!input.files.length && kept.files[input.name]?.length) putFiles(input, kept.files[input.name]);
  });
}

/** Set the files of an input; false where the browser cannot. */
export function putFiles(input, files) {
  try {
    const carried = new DataTransfer();
    files.forEach((file) => carried.items.add(file));
    input.files = carried.files;
    input.dispatchEvent(new CustomEvent("files:put", { bubbles: true }));
    return input.files.length === files.length;
  } catch {
    return false;
  }
}

/** What is longest of what somebody wrote himself, for whoever has to know which text it is. */
export function longest(form, values) {
  const written = new Set(fields(form).filter((field) => field.matches(WRITTEN)).map((field) => field.name));
  const texts = Object.entries(values).filter(([name]) => written.has(name)).flatMap(([, given]) => given);
  return texts.reduce((best, one) => (one.length > best.length ? one : best), "");
}
