// Tickets are read by the phone's own reader where it has one, else by npm's `qr`; from the camera or from a picture.
import decodeQR from "qr/decode.js";

const WIDEST = 1280;

async function ownReader() {
  try {
    const known = await window.BarcodeDetector?.getSupportedFormats();
    return known?.includes("qr_code") ? new window.BarcodeDetector({ formats: ["qr_code"] }) : null;
  } catch {
    return null;
  }
}

const reader = ownReader();

/** The text of a ticket in a picture or video; "" where there is none. */
export async function textOf(source, width, height) {
  const own = await reader;
  if (own) {
    const found = await own.detect(source).catch(() => []);
    if (found.length) return found[0].rawValue;
  }
  const scale = Math.min(1, WIDEST / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  brush.drawImage(source, 0, 0, canvas.width, canvas.height);
  try {
    return decodeQR(brush.getImageData(0, 0, canvas.width, canvas.height));
  } catch {
    return "";
  }
}

export async function textOfFile(file) {
  const picture = await createImageBitmap(file).catch(() => null);
  return picture ? textOf(picture, picture.width, picture.height) : "";
}

/** Look through the camera until `stop()`; each ticket is told once, the same one again after some seconds. */
export async function watchCamera(video, told) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  video.srcObject = stream;
  await video.play();
  let running = true;
  let last = "";
  let at = 0;
  const look = async () => {
    if (!running) return;
    const text = video.videoWidth ? await textOf(video, video.videoWidth, video.videoHeight) : "";
    if (running && text && (text !== last || Date.now() - at > 4000)) {
      [last, at] = [text, Date.now()];
      await told(text);
    }
    setTimeout(look, 200);
  };
  look();
  return () => {
    running = false;
    stream.getTracks().forEach((one) => one.stop());
    video.srcObject = null;
  };
}
