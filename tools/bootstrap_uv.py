"""Puts `uv` into `.uv/` with nothing but a Python 3.8 and the package index. Prints the path of the program.

Run by the Makefile. Uses a uv that is already installed where it is new enough; otherwise fetches the pinned wheel from
PyPI, checks its SHA-256 against the index, and unpacks the one program in it. Needs neither pip nor venv.
"""

import hashlib
import io
import os
import platform
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

VERSION = "0.13.9"
OLDEST = (0, 5)
HOME = Path(__file__).resolve().parent.parent / ".uv"
INDEX = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple").rstrip("/")
TIMEOUT_SECONDS = 60


def fail(message):
    """One clear line, no traceback."""
    sys.exit("rusprat: " + message)


def version_of(program):
    """The version of a uv, or None where it does not run."""
    try:
        said = subprocess.run(
            [program, "--version"], capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=True
        )
        return tuple(int(n) for n in said.stdout.split()[1].split(".")[:2])
    except (OSError, subprocess.SubprocessError, IndexError, ValueError):
        return None


def wheel_tag():
    """The part of the wheel's name that says which machine it is for."""
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())
    if sys.platform == "darwin":
        return "macosx", "arm64" if machine == "aarch64" else machine
    if sys.platform.startswith("linux"):
        libc = "musllinux" if Path("/etc/alpine-release").exists() else "manylinux"
        return libc, machine
    return fail("uv must be installed by hand on this system: https://docs.astral.sh/uv/")


def fetch(url):
    """The bytes behind an address of the package index."""
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT_SECONDS) as answer:
            return answer.read()
    except (urllib.error.URLError, OSError) as problem:
        return fail(
            "cannot reach the package index ({}). Is this machine online? Or install uv yourself.".format(problem)
        )


def download(target):
    """The pinned wheel's program, checked and unpacked to `target`."""
    libc, machine = wheel_tag()
    page = fetch(INDEX + "/uv/").decode()
    wheels = re.findall(r'href="([^"#]+/uv-{}-[^"#]+\.whl)#sha256=([0-9a-f]{{64}})"'.format(re.escape(VERSION)), page)
    fitting = [(url, digest) for url, digest in wheels if libc in url and url.endswith(machine + ".whl")]
    if not fitting:
        fail("the package index has no uv {} for {} {}".format(VERSION, libc, machine))
    print("rusprat: fetching uv {} ...".format(VERSION), file=sys.stderr)
    url, digest = fitting[0]
    data = fetch(urllib.parse.urljoin(INDEX + "/uv/", url))
    if hashlib.sha256(data).hexdigest() != digest:
        fail("the uv that was fetched does not match its checksum; try again")
    with zipfile.ZipFile(io.BytesIO(data)) as wheel:
        inside = next(n for n in wheel.namelist() if n.endswith("/scripts/uv"))
        target.parent.mkdir(parents=True, exist_ok=True)
        half = target.with_suffix(".part")
        half.write_bytes(wheel.read(inside))
        half.chmod(0o755)
        half.replace(target)


def main():
    """Find or fetch, then print the path."""
    if sys.version_info < (3, 8):
        fail("python3 is older than 3.8; install a newer one")
    mine = HOME / "uv"
    if version_of(str(mine)) is None:
        found = shutil.which("uv")
        if found and (version_of(found) or (0, 0)) >= OLDEST:
            print(found)
            return
        download(mine)
    print(mine)


main()
