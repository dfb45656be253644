// A voucher as a picture: drawn here with the phone's own fonts, so that nothing is fetched and no text is lost.
const WIDTH = 720;
const EDGE = 48;

const cut = (brush, text, width) => {
  const lines = [];
  let line = "";
  for (const letter of text) {
    if (line && brush.measureText(line + letter).width > width) {
      lines.push(line.trim());
      line = "";
    }
    line += letter;
  }
  return [...lines, line.trim()].filter(Boolean);
};

// What stands in the card, from top to bottom: [text, size, weight, colour, centred]
const linesOf = (card) => {
  const word = (name) => card.querySelector(`[data-line=${name}]`)?.textContent.trim() ?? "";
  const facts = [...card.querySelectorAll("dl.facts > div")].map((one) => [
    `${one.querySelector("dt").textContent.trim()}  ${one.querySelector("dd").textContent.trim()}`, 28, 400, "#1A2233", false,
  ]);
  return {
    above: [[word("name"), 40, 600, "#1A2233", true]],
    below: [[word("number"), 44, 600, "#1A2233", true], ...facts, [word("terms"), 24, 400, "#556070", false]].filter(([text]) => text),
  };
};

const draw = (card) => {
  const canvas = document.createElement("canvas");
  const brush = canvas.getContext("2d");
  const family = getComputedStyle(document.body).fontFamily;
  const path = card.querySelector(".qr path");
  const box = card.querySelector(".qr")?.viewBox.baseVal;
  const side = path ? 460 : 0;
  const { above, below } = linesOf(card);
  const set = ([text, size, weight, colour, centred]) => {
    brush.font = `${weight} ${size}px ${family}`;
    return cut(brush, text, WIDTH - 2 * EDGE).map((line) => ({ line, size, weight, colour, centred }));
  };
  const [top, bottom] = [above.flatMap(set), below.flatMap(set)];
  const high = (lines) => lines.reduce((sum, one) => sum + one.size * 1.6, 0);
  canvas.width = WIDTH;
  canvas.height = Math.ceil(high(top) + side + high(bottom) + 2 * EDGE);
  brush.fillStyle = "#FFFFFF";
  brush.fillRect(0, 0, canvas.width, canvas.height);
  let y = EDGE;
  const write = ({ line, size, weight, colour, centred }) => {
    brush.font = `${weight} ${size}px ${family}`;
    brush.fillStyle = colour;
    brush.textAlign = centred ? "center" : "left";
    brush.textBaseline = "middle";
    brush.fillText(line, centred ? WIDTH / 2 : EDGE, y + size * 0.8);
    y += size * 1.6;
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
    image.alt = card.querySelector("[data-line=number]").textContent.trim();
    image.src = canvas.toDataURL("image/png");
    place.replaceChildren(image, Object.assign(document.createElement("span"), { textContent: place.dataset.hint }));
    if (/MicroMessenger/i.test(navigator.userAgent)) return; // there a picture is saved by pressing it
    const link = Object.assign(document.createElement("a"), { href: image.src, download: button.dataset.file });
    link.click();
  });
}
