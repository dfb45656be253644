// Choosing files: added one after another, shown with picture, name and size, taken out again; what is too much is said at
// once. The input stays what is sent, and alone does it all where there is no script.
import { putFiles } from "./typed.js";
import { button, icon, make, say } from "./words.js";

const dressed = new WeakSet();

function size(bytes) {
  const [value, unit] = bytes >= 1024 * 1024 ? [bytes / 1024 / 1024, "MB"] : [bytes / 1024, "KB"];
  return `${value.toFixed(unit === "MB" || value < 10 ? 1 : 0)} ${unit}`;
}

const identity = (file) => `${file.name}|${file.size}|${file.lastModified}`;
const total = (files) => files.reduce((sum, file) => sum + file.size, 0);

/** Those that may go with what is chosen already, and the words about those that may not. */
export function taken(before, added, { most, each, together }) {
  const files = [...before];
  const refused = [];
  added.forEach((file) => {
    const values = { name: file.name, size: size(file.size), most, each: size(each), together: size(together) };
    if (files.some((one) => identity(one) === identity(file))) return;
    if (!file.size) refused.push(say("fileEmpty", values));
    else if (file.size > each) refused.push(say("fileLarge", values));
    else if (files.length >= most) refused.push(say("fileMany", values));
    else if (total(files) + file.size > together) refused.push(say("filesLarge", values));
    else files.push(file);
  });
  return { files, refused };
}

function picture(file) {
  if (!/^image\/(jpeg|png|webp|gif)$/.test(file.type)) return make("span", { class: "picked-icon" }, icon("file-text"));
  const shown = make("img", { alt: "", width: "48", height: "48" });
  const address = URL.createObjectURL(file);
  shown.addEventListener("load", () => URL.revokeObjectURL(address), { once: true });
  shown.addEventListener("error", () => shown.replaceWith(make("span", { class: "picked-icon" }, icon("file-text"))), { once: true });
  shown.src = address;
  return shown;
}

const fault = (words) => make("p", { class: "field-error" }, icon("alert-circle"), make("span", {}, words));

class Picker {
  constructor(input) {
    this.input = input;
    this.files = [];
    const limit = (name) => Number(input.dataset[name]) || Infinity;
    this.limits = { most: limit("most"), each: limit("each"), together: limit("together") };
    this.list = make("ul", { class: "picked" });
    this.said = make("p", { class: "field-help picked-said", role: "status" });
    this.refused = make("div", { class: "picked-refused", role: "alert" });
    const add = make("label", { class: "btn picker-add", for: input.id }, icon("paperclip"), " ", say(input.multiple ? "addFiles" : "chooseFile"));
    this.box = make("div", { class: "picker" }, this.list, add, this.said, this.refused);
    input.after(this.box);
    add.before(input);
    input.addEventListener("change", () => this.add([...input.files]));
    input.addEventListener("files:put", () => this.show([...input.files]));
    this.drop();
    if (input.files.length) this.add([...input.files]);
  }

  add(added) {
    const { files, refused } = taken(this.input.multiple ? this.files : [], added, this.limits);
    this.put(files);
    this.refused.replaceChildren(...refused.map(fault));
  }

  put(files) {
    if (!putFiles(this.input, files)) this.show([...this.input.files]);
    this.input.dispatchEvent(new CustomEvent("files:changed", { bubbles: true }));
  }

  show(files) {
    this.files = files;
    this.refused.replaceChildren();
    this.list.replaceChildren(...files.map((file, at) => make("li", { class: "picked-file" },
      picture(file),
      make("span", { class: "picked-name" }, file.name, " ", make("span", { class: "muted nowrap" }, size(file.size))),
      this.remover(file, at))));
    this.said.textContent = files.length ? say("filesChosen", { count: files.length, size: size(total(files)) }) : "";
  }

  remover(file, at) {
    const remove = () => {
      this.put(this.files.filter((one) => one !== file));
      (this.list.querySelectorAll("button")[Math.min(at, this.files.length - 1)] ?? this.input).focus();
    };
    return button(icon("x"), remove, { class: "btn btn-small picked-remove", "aria-label": say("removeFile", { name: file.name }) });
  }

  /** Names of files that were chosen before the page was made anew: a browser lets nobody choose them but the reader. */
  missing(names) {
    const left = names.filter((name) => !this.files.some((file) => file.name === name));
    const joined = left.join(document.documentElement.lang.startsWith("zh") ? "、" : ", ");
    if (left.length) this.refused.replaceChildren(fault(say("chooseAgain", { names: joined })));
  }

  drop() {
    const over = (on) => this.box.classList.toggle("picker-over", on);
    this.box.addEventListener("dragover", (event) => { event.preventDefault(); over(true); });
    this.box.addEventListener("dragleave", () => over(false));
    this.box.addEventListener("drop", (event) => { event.preventDefault(); over(false); this.add([...event.dataTransfer.files]); });
  }
}

export function watchFiles() {
  const pickers = new Map();
  const dress = () => document.querySelectorAll("input[type=file]").forEach((input) => {
    if (dressed.has(input) || !input.id) return;
    dressed.add(input);
    pickers.set(input, new Picker(input));
  });
  document.addEventListener("htmx:load", dress);
  document.addEventListener("htmx:afterSwap", dress);
  document.addEventListener("files:missing", ({ target, detail }) => {
    const inputs = [...target.querySelectorAll("input[type=file]")];
    if (inputs.length) pickers.get(inputs[0])?.missing(detail);
  });
  dress();
}
