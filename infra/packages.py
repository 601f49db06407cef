"""Bundles of functions, made by uv without Docker: the function's own folder, `shared/`, and the packages it needs.

In AWS a bundle carries wheels for Lambda's platform. On one machine it carries none: the emulator runs functions with
the interpreter of this project and finds the same locked packages in `host_packages()`, which makes a code edit a
matter of some hundred kilobytes.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import py_compile
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

from infra.uv import ROOT, TOOLS, UvError, alone, uv

STORE = TOOLS / "packages"
RUNTIME = (3, 13)  # of Lambda; its platform stands in `_install`
LANGUAGES = {"en", "es", "it", "pl", "root"}  # what stays of babel's thousand locales
WASTE = (
    "__pycache__",
    "tests",
    "test",
    "testing",
    "*.pyi",
    "*.c",
    "*.h",
    "bin",
    "direct_url.json",
    "RECORD",
    "INSTALLER",
    "REQUESTED",
)
EMULATED = {"boto3", "botocore", "s3transfer"}  # Lambda brings them, the emulator has its own


class BundleError(RuntimeError):
    """A bundle could not be made."""


def bundle(function: str, output: Path, *, packages: Iterable[str], root: Path = ROOT) -> None:
    """Fill `output` with what the function runs on in AWS. Raises BundleError."""
    copy_source(function, output, root=root)
    wanted = tuple(packages)
    if wanted:
        shutil.copytree(installed(wanted, host=False), output, dirs_exist_ok=True)
    compile_for(RUNTIME, output)


def bundle_source(function: str, output: Path, *, root: Path = ROOT) -> None:
    """Fill `output` with our code only, compiled for the interpreter at hand. Raises BundleError."""
    copy_source(function, output, root=root)
    compile_for(sys.version_info[:2], output)


def copy_source(function: str, output: Path, *, root: Path = ROOT) -> None:
    """Copy `functions/<function>` and `shared`. Raises BundleError when there is no handler."""
    handler = root / "functions" / function / "handler.py"
    if not handler.is_file():
        message = f"functions/{function}/handler.py is missing: the template names a function that nobody wrote"
        raise BundleError(message)
    ignore = shutil.ignore_patterns("__pycache__", "*.pyc", "*.woff2")  # fonts come from the front door
    (output / "functions").mkdir(parents=True, exist_ok=True)
    shutil.copy2(root / "functions" / "__init__.py", output / "functions" / "__init__.py")
    shutil.copytree(handler.parent, output / "functions" / function, ignore=ignore, dirs_exist_ok=True)
    shutil.copytree(root / "shared", output / "shared", ignore=ignore, dirs_exist_ok=True)


def host_packages() -> Path:
    """A folder with every locked run-time package for this interpreter, but boto3. Made once for each lock."""
    dependencies = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    names = (name.split(">")[0].split("=")[0].split("<")[0].strip() for name in dependencies)
    return installed(tuple(name for name in names if name not in EMULATED), host=True)


def compile_for(version: tuple[int, int], folder: Path) -> bool:
    """Compile every module to bytecode that is never checked again, if such an interpreter is at hand.

    Safe because a bundle is never edited. Returns whether it was done; it only makes the first start quicker.
    """
    if version == sys.version_info[:2]:
        for path in sorted(folder.rglob("*.py")):
            _compile(path, str(path.relative_to(folder)))
        return True
    interpreter = _find_interpreter(version)
    if interpreter is None:
        return False
    command = [interpreter, "-m", "compileall", "-q", "-f", "-j", "2", "--invalidation-mode", "unchecked-hash"]
    # The path inside the bundle, so that the same source gives the same bytes wherever it is built.
    done = subprocess.run(  # noqa: S603 - our own words
        [*command, "-s", str(folder), str(folder)], capture_output=True, check=False, env=_environment()
    )
    return done.returncode == 0


_COMPILED: dict[tuple[str, bytes], bytes] = {}
"""Bytecode by path in the bundle and source: eleven bundles share `shared/`."""


def _compile(path: Path, name: str) -> None:
    target = Path(importlib.util.cache_from_source(str(path)))
    key = (name, path.read_bytes())
    if key in _COMPILED:
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(_COMPILED[key])
        return
    written = py_compile.compile(
        str(path),
        cfile=str(target),
        dfile=name,
        quiet=2,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
    if written:
        _COMPILED[key] = target.read_bytes()


def installed(packages: tuple[str, ...], *, host: bool) -> Path:
    """The folder that holds these packages, at the locked versions, with what they depend on."""
    lock = (ROOT / "uv.lock").read_bytes()
    version = sys.version_info[:2] if host else RUNTIME
    identity = repr((sorted(packages), version, host, sorted(LANGUAGES), WASTE)).encode()
    target = STORE / hashlib.sha256(lock + identity).hexdigest()[:16]
    if target.is_dir():
        return target
    with alone(STORE / "lock"):
        if not target.is_dir():
            draft = target.with_suffix(".draft")
            shutil.rmtree(draft, ignore_errors=True)
            _install(packages, draft, host=host)
            _prune(draft)
            if host:
                compile_for(version, draft)
            draft.rename(target)
    return target


def _install(packages: tuple[str, ...], target: Path, *, host: bool) -> None:
    pinned = STORE / "constraints.txt"
    uv("export", "-q", "--frozen", "--no-default-groups", "--no-emit-project", "--no-hashes", "-o", str(pinned))
    platform = ["--python", sys.executable]
    if not host:
        # Amazon Linux 2023 has glibc 2.34, so wheels for 2.28 and older run on it.
        platform = [
            "--python-platform",
            "aarch64-manylinux_2_28",
            "--python-version",
            ".".join(map(str, RUNTIME)),
            "--only-binary",
            ":all:",
        ]
    uv("pip", "install", "-q", "--link-mode", "copy", "--target", str(target), "-c", str(pinned), *platform, *packages)


def _prune(folder: Path) -> None:
    for pattern in WASTE:
        for path in list(folder.rglob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    for path in folder.glob("babel/locale-data/*.dat"):
        if path.stem.split("_")[0] not in LANGUAGES:
            path.unlink()


def _find_interpreter(version: tuple[int, int]) -> str | None:
    try:
        return uv("python", "find", "--no-python-downloads", ".".join(map(str, version))).strip() or None
    except UvError:
        return None


def _environment() -> dict[str, str]:
    # Some machines forbid bytecode by an environment variable; a fixed hash seed makes it reproducible.
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {
        "PYTHONHASHSEED": "0"
    }
