// Signing by hand: loaded on the page that asks for a signature, nowhere else. The strokes are kept while the phone is
// turned, and drawn anew; what the browser does not hand out, and what is no signature, is said before it is sent. The
// server looks at the picture once more (portal/rules/signatures.py has the same measures).
import SignaturePad from "signature_pad";

const SHARPEST = 2;
const DARK = 140;

/** Does a canvas give back what was drawn on it? Some browsers hand out white or noise instead. */
function handsOut() {
  const probe = document.createElement("canvas");
  probe.width = 16;
  probe.height = 16;
  const brush = probe.getContext("2d", { willReadFrequently: true });
  brush.fillStyle = "#FFFFFF";
  brush.fillRect(0, 0, 16, 16);
  brush.fillStyle = "#000000";
  brush.fillRect(0, 0, 8, 16);
  const found = brush.getImageData(0, 0, 16, 16).data;
  for (let place = 0; place < 256; place += 1) {
    const wanted = place % 16 < 8 ? 0 : 255;
    if (Math.abs(found[place * 4] - wanted) > 8) return false;
  }
  return true;
}

/** How much ink there is, and the box around it. */
function inkOf(canvas) {
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  let dark = 0;
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let place = 0; place < width * height; place += 1) {
    if (data[place * 4] >= DARK) continue;
    const x = place % width;
    const y = Math.floor(place / width);
    dark += 1;
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return { width, height, dark, wide: Math.max(0, right - left + 1), high: Math.max(0, bottom - top + 1) };
}

export function problemOf({ width, height, dark, wide, high }) {
  const area = width * height;
  if (!area || dark > area * 0.3) return "blocked";
  if (dark < Math.max(30, area * 0.0004)) return "empty";
  return Math.max(wide / width, high / height) < 0.12 ? "dot" : "";
}

function begin(form) {
  const canvas = form.querySelector("canvas");
  const said = form.querySelector("[data-said]");
  const input = form.querySelector("input[type=file]");
  const pad = new SignaturePad(canvas, { penColor: "#10151F", backgroundColor: "#FFFFFF", minWidth: 1, maxWidth: 3 });
  let shown = 0;
  let sending = false;

  const say = (problem) => {
    said.textContent = problem ? form.dataset[problem] : "";
    if (problem === "blocked") {
      const other = document.querySelector("#by-name");
      other.open = true;
      other.querySelector("input:not([type=hidden])").focus();
    }
  };

  // As large as it stands on the page; the strokes grow and shrink with it
  const fit = () => {
    const width = canvas.offsetWidth;
    if (!width || width === shown) return;
    const factor = shown ? width / shown : 1;
    const strokes = pad.toData().map((stroke) => ({
      ...stroke,
      minWidth: stroke.minWidth * factor,
      maxWidth: stroke.maxWidth * factor,
      points: stroke.points.map((point) => ({ ...point, x: point.x * factor, y: point.y * factor })),
    }));
    const sharp = Math.min(Math.max(window.devicePixelRatio || 1, 1), SHARPEST);
    canvas.width = Math.round(width * sharp);
    canvas.height = Math.round(canvas.offsetHeight * sharp);
    canvas.getContext("2d").scale(sharp, sharp);
    pad.clear();
    pad.fromData(strokes);
    shown = width;
  };
  new ResizeObserver(fit).observe(canvas);
  fit();

  if (!handsOut()) say("blocked");
  pad.addEventListener("beginStroke", () => say(""));
  form.querySelector("[data-clear]").addEventListener("click", () => {
    pad.clear();
    say("");
  });
  form.querySelector("[data-undo]").addEventListener("click", () => {
    pad.fromData(pad.toData().slice(0, -1));
  });

  form.addEventListener("submit", (event) => {
    if (sending) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const problem = pad.isEmpty() ? "empty" : handsOut() ? problemOf(inkOf(canvas)) : "blocked";
    say(problem);
    if (problem) return;
    canvas.toBlob((picture) => {
      const files = new DataTransfer();
      files.items.add(new File([picture], "", { type: "image/png" }));
      input.files = files.files;
      sending = true;
      form.requestSubmit();
    }, "image/png");
  });
  window.addEventListener("pageshow", () => { sending = false; });
}

document.querySelectorAll("form[data-sign]").forEach(begin);
