"""Bundles hold what their function needs, for Lambda's platform, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from infra.packages import BundleError, bundle, bundle_source, installed
from infra.roster import ROSTER
from infra.uv import ROOT

AARCH64 = 0xB7
LAMBDA_BRINGS = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "urllib3", "six.py")


@pytest.fixture(scope="session")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what Lambda's own runtime brings, and nothing else of our environment."""
    folder = tmp_path_factory.mktemp("runtime")
    site = Path(next(path for path in sys.path if path.endswith("site-packages")))
    for name in LAMBDA_BRINGS:
        if (site / name).exists():
            (folder / name).symlink_to(site / name)
    return folder


@pytest.mark.parametrize("function", ROSTER)
def test_a_function_starts_with_the_packages_of_its_line_in_the_roster(
    function: str, tmp_path: Path, runtime: Path
) -> None:
    bundle_source(function, tmp_path)
    packages = ROSTER[function].packages
    paths = [str(tmp_path), *([str(installed(packages, host=True))] if packages else []), str(runtime)]
    program = (
        f"import sys; sys.path[:0] = {paths!r}; import functions.{function}.handler as h; assert callable(h.handler)"
    )
    told = {name: f"some-{name.lower()}" for name in ("TABLE_NAME", *ROSTER[function].told)}
    environment = told | {
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "POWERTOOLS_SERVICE_NAME": function,
    }

    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program], env=environment, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("function", ["webhooks", "api"])
def test_a_bundle_for_aws_holds_one_function_and_only_code_for_arm(function: str, tmp_path: Path) -> None:
    bundle(function, tmp_path, packages=ROSTER[function].packages)

    assert [
        path.name for path in (tmp_path / "functions").iterdir() if path.is_dir() and path.name != "__pycache__"
    ] == [function]
    assert not (tmp_path / "infra").exists()
    assert not any((tmp_path / name).exists() for name in LAMBDA_BRINGS if name != "jmespath")
    machines = {int.from_bytes(path.read_bytes()[18:20], "little") for path in tmp_path.rglob("*.so")}
    assert machines == ({AARCH64} if ROSTER[function].packages else set())
    size = sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file())
    assert size < (60_000_000 if ROSTER[function].packages else 3_000_000)


def test_the_same_source_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    bundle_source("webhooks", first)
    bundle_source("webhooks", second)

    def content(folder: Path) -> dict[str, bytes]:
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    assert content(first) == content(second)
    assert any(name.endswith(".pyc") for name in content(first))


def test_a_function_that_nobody_wrote_is_named(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"functions/nowhere/handler\.py is missing"):
        bundle_source("nowhere", tmp_path, root=ROOT)
