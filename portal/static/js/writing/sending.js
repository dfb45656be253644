// Writing to a client: Ctrl+Enter (⌘ Enter) sends, an approved phrase goes in where the caret stands.
const sender = (form) => form.querySelector("button[type=submit]");

function send(event) {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  const form = event.target.closest?.("form[data-sends]");
  const button = form && sender(form);
  if (!button || button.disabled) return;
  event.preventDefault();
  form.requestSubmit(button);
}

/** Put the chosen phrase into the text: at the caret, on lines of its own. */
function insert(event) {
  const button = event.target.closest?.("button[data-insert]");
  const choice = button?.closest("form")?.querySelector("select[data-inserts]");
  const field = choice && document.querySelector(choice.dataset.inserts);
  if (!field) return;
  const text = choice.selectedOptions[0]?.dataset.text;
  if (!text) {
    choice.focus();
    return;
  }
  const before = field.value.slice(0, field.selectionStart);
  const after = field.value.slice(field.selectionEnd);
  const start = before && !before.endsWith("\n") ? "\n" : "";
  const end = after && !after.startsWith("\n") ? "\n" : "";
  field.setRangeText(start + text + end, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  choice.value = "";
  field.focus();
}

export function watchSending() {
  document.addEventListener("keydown", send);
  document.addEventListener("click", insert);
}
