"""Fetch the pinned front-end packages and lay what the screens need into `functions/backoffice/static/vendor/`.

`python -m infra.assets` runs `npm ci` (unless `node_modules` already is what the lock file says), then copies htmx,
Cytoscape.js, dagre and the two Inter files, and draws the chosen Lucide icons into one sprite. Nothing of it is
committed.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "functions" / "backoffice" / "static" / "vendor"

ICONS = (  # noqa: SIM905 - a list of words reads better than a list of strings
    "archive arrow-down arrow-right arrow-up bell calendar-clock check chevron-down chevron-left "
    "chevron-right circle circle-check circle-pause clock columns-3 contrast copy credit-card ellipsis "
    "external-link eye file-text flag globe grip-vertical history list lock log-out mail maximize menu "
    "message-square minus moon package pencil play plug plus refresh-cw reply search send settings spline "
    "sun tag trash-2 triangle-alert truck undo-2 user-round users workflow x ban"
).split()
"""The Lucide icons that templates may name."""

_FACE = re.compile(r"/\* inter-(latin|latin-ext)-wght-normal \*/\s*(@font-face \{.*?\})", re.DOTALL)


def install(npm: str = "npm") -> None:
    """Bring `node_modules` to what `package-lock.json` says.

    Raises:
        subprocess.CalledProcessError: npm failed; its own words are on standard error.
    """
    lock = (ROOT / "package-lock.json").read_bytes()
    mark = MODULES / ".staffetta"
    if mark.is_file() and mark.read_text(encoding="utf-8") == hashlib.sha256(lock).hexdigest():
        return
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603 - our own fixed words
    mark.write_text(hashlib.sha256(lock).hexdigest(), encoding="utf-8")


def sprite(icons: Path, names: tuple[str, ...] | list[str]) -> str:
    """One SVG with a `<symbol>` per icon, from Lucide's single files.

    Raises:
        FileNotFoundError: Lucide has no such icon (names change between releases).
    """
    symbols: list[str] = []
    for name in sorted(names):
        drawing = (icons / f"{name}.svg").read_text(encoding="utf-8")
        inside = drawing[drawing.index(">", drawing.index("<svg")) + 1 : drawing.rindex("</svg>")]
        shapes = re.sub(r"\s+", " ", inside).replace("> <", "><").strip()
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'


def fonts(package: Path, into: Path) -> str:
    """Copy Inter's latin and latin-ext files under names with their hash; answer the stylesheet that names them.

    Polish needs latin-ext; the other scripts are left to the reader's system.
    """
    rules: list[str] = []
    for subset, face in _FACE.findall((package / "wght.css").read_text(encoding="utf-8")):
        source = package / "files" / f"inter-{subset}-wght-normal.woff2"
        name = f"inter-{subset}-{hashlib.sha256(source.read_bytes()).hexdigest()[:10]}.woff2"
        shutil.copyfile(source, into / name)
        rules.append(face.replace(f"./files/{source.name}", name))
    return "\n".join(rules) + "\n"


def build() -> list[str]:
    """Lay everything into the vendor folder afresh; answer the names of its files."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    shutil.copyfile(MODULES / "htmx.org" / "dist" / "htmx.min.js", VENDOR / "htmx.min.js")
    shutil.copyfile(MODULES / "htmx.org" / "dist" / "ext" / "hx-ptag.js", VENDOR / "hx-ptag.js")
    shutil.copyfile(MODULES / "cytoscape" / "dist" / "cytoscape.min.js", VENDOR / "cytoscape.min.js")
    shutil.copyfile(MODULES / "@dagrejs" / "dagre" / "dist" / "dagre.min.js", VENDOR / "dagre.min.js")
    (VENDOR / "icons.svg").write_text(sprite(MODULES / "lucide-static" / "icons", ICONS), encoding="utf-8")
    (VENDOR / "inter.css").write_text(fonts(MODULES / "@fontsource-variable" / "inter", VENDOR), encoding="utf-8")
    packages = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    (VENDOR / "LICENSES.txt").write_text(
        "\n".join(f"{name} {version}\n{_licence(MODULES / name)}" for name, version in packages.items()),
        encoding="utf-8",
    )
    return sorted(path.name for path in VENDOR.iterdir())


def _licence(package: Path) -> str:
    """The licence text that travels with a package."""
    return next(path.read_text(encoding="utf-8") for path in sorted(package.glob("LICENSE*")))


if __name__ == "__main__":
    install()
    build()
