// Forms: sent once, filters sent by themselves, focus on the first error.
const submits = (form) =>
  [...document.querySelectorAll("button:not([type=button]), input[type=submit]")].filter((button) => button.form === form);

const hold = (form, held) => submits(form).forEach((button) => { button.disabled = held; });

const focusFirstError = (part) => part.querySelector("[aria-invalid=true], .form-errors[tabindex]")?.focus();

const TYPED = "input[type=search], input[type=text], input:not([type])";

export function watchForms() {
  // A form sent in the ordinary way: its buttons rest after the browser has read them, and wake when one comes back.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "get" || form.matches("[hx-post], [hx-boost], [data-again]")) return;
    setTimeout(() => hold(form, true));
  });
  addEventListener("pageshow", () => document.querySelectorAll("form").forEach((form) => hold(form, false)));
  document.addEventListener("htmx:beforeRequest", ({ target }) => target.matches("form:is([hx-post], [hx-boost]):not([data-auto])") && hold(target, true));
  document.addEventListener("htmx:afterRequest", ({ target }) => target.matches("form:is([hx-post], [hx-boost]):not([data-auto])") && hold(target, false));

  // form[data-auto] sends itself when a choice changes, and a moment after typing (unless hx-trigger says when). Empty fields stay out of the address.
  let waiting;
  document.addEventListener("change", ({ target }) => {
    if (!target.form?.matches("form[data-auto]:not([hx-trigger])") || target.matches(TYPED)) return;
    clearTimeout(waiting);
    target.form.requestSubmit();
  });
  document.addEventListener("input", ({ target }) => {
    if (!target.form?.matches("form[data-auto][hx-get]:not([hx-trigger])") || !target.matches(TYPED)) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => target.form.requestSubmit(), 300);
  });
  document.addEventListener("formdata", ({ target, formData }) => {
    if (!target.matches("form[data-auto]")) return;
    [...new Set(formData.keys())].forEach((name) => {
      const values = formData.getAll(name).filter((value) => value !== "");
      formData.delete(name);
      values.forEach((value) => formData.append(name, value));
    });
  });

  document.addEventListener("htmx:afterSettle", ({ detail }) => focusFirstError(detail.elt));
  focusFirstError(document);
}
