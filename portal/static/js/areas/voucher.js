// A voucher as a picture: drawn here with the phone's own fonts, so that nothing is fetched and no text is lost. It
// bears the masked name: a picture is sent on more easily than a page.
const WIDTH = 720;
const EDGE = 48;
const LABELS = 168;
const INK = "#1A2233";
const MUTED = "#556070";

const cut = (brush, text, width) => {
  const lines = [];
  let line = "";
  for (const part of text.match(/[\w.,:@/*-]+|\s+|./gu) ?? []) { // words and numbers stay whole where there is room
    for (const piece of brush.measureText(part).width > width ? part : [part]) {
      if (line && brush.measureText(line + piece).width > width) {
        lines.push(line.trim());
        line = "";
      }
      line += piece;
    }
  }
  return [...lines, line.trim()].filter(Boolean);
};

// What stands in the card, from top to bottom
const partsOf = (card) => {
  const word = (name) => card.querySelector(`[data-line=${name}]`)?.textContent.trim() ?? "";
  const facts = [...card.querySelectorAll("dl.facts > div")].map((one) => {
    const value = one.querySelector("dd");
    return { label: one.querySelector("dt").textContent.trim(), text: (value.dataset.drawn ?? value.textContent).trim() };
  });
  const line = (text, size, weight = 400, colour = INK) => ({ text, size, weight, colour, centred: true });
  return {
    above: [line(word("bank"), 26, 400, MUTED), line(word("name"), 40, 600)],
    below: [line(word("number"), 44, 600), ...facts.map((one) => ({ ...one, size: 28, weight: 400, colour: INK })),
      { text: word("terms"), size: 24, weight: 400, colour: MUTED }].filter(({ text }) => text),
  };
};

const draw = (card) => {
  const canvas = document.createElement("canvas");
  const brush = canvas.getContext("2d");
  const family = getComputedStyle(document.body).fontFamily;
  const path = card.querySelector(".qr path");
  const box = card.querySelector(".qr")?.viewBox.baseVal;
  const side = path ? 460 : 0;
  const font = (one) => { brush.font = `${one.weight} ${one.size}px ${family}`; };
  const left = (one) => (one.label ? EDGE + LABELS : EDGE);
  const set = (one) => {
    font(one);
    return cut(brush, one.text, WIDTH - EDGE - left(one)).map((text, n) => ({ ...one, text, label: n ? "" : one.label, from: left(one) }));
  };
  const { above, below } = partsOf(card);
  const [top, bottom] = [above.flatMap(set), below.flatMap(set)];
  const high = (lines) => lines.reduce((sum, one) => sum + one.size * 1.6, 0);
  canvas.width = WIDTH;
  canvas.height = Math.ceil(high(top) + side + high(bottom) + 2 * EDGE);
  brush.fillStyle = "#FFFFFF";
  brush.fillRect(0, 0, canvas.width, canvas.height);
  brush.textBaseline = "middle";
  let y = EDGE;
  const write = (one) => {
    font(one);
    const middle = y + one.size * 0.8;
    brush.textAlign = one.centred ? "center" : "left";
    if (one.label) {
      brush.fillStyle = MUTED;
      brush.fillText(one.label, EDGE, middle, LABELS - 16);
    }
    brush.fillStyle = one.colour;
    brush.fillText(one.text, one.centred ? WIDTH / 2 : one.from, middle);
    y += one.size * 1.6;
  };
  top.forEach(write);
  if (path) {
    brush.save();
    brush.translate((WIDTH - side) / 2, y);
    brush.scale(side / box.width, side / box.height);
    brush.strokeStyle = "#000000";
    brush.lineWidth = 1;
    brush.stroke(new Path2D(path.getAttribute("d")));
    brush.restore();
    y += side;
  }
  bottom.forEach(write);
  return canvas;
};

export function watchVouchers() {
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-draw-voucher]");
    const card = button && document.querySelector("[data-voucher]");
    if (!card) return;
    const place = document.querySelector("#picture");
    const image = new Image();
    const canvas = draw(card);
    image.width = canvas.width;
    image.height = canvas.height;
    image.alt = place.dataset.alt;
    image.src = canvas.toDataURL("image/png");
    place.replaceChildren(image, Object.assign(document.createElement("span"), { textContent: place.dataset.hint }));
    place.scrollIntoView({ block: "center" });
    if (/MicroMessenger/i.test(navigator.userAgent)) return; // there a picture is saved by pressing it
    const link = Object.assign(document.createElement("a"), { href: image.src, download: button.dataset.file });
    link.click();
  });
}
