#!/usr/bin/env python3
"""Set up and use this checkout with nothing but Python 3.11 and git; `python3 dev.py --help` lists the verbs."""

import argparse
import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from pathlib import Path

Command = Sequence[str | Path]

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "awardsdesk-setup"
WINDOWS = sys.platform == "win32"
X11 = sys.platform == "linux" and bool(os.environ.get("DISPLAY"))
SCRIPTS = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = SCRIPTS / ("python.exe" if WINDOWS else "python")

# What PySide6's wheel expects of Debian; the second list only matters where there is an X screen.
QT_PACKAGES = ("libglib2.0-0", "libgl1", "libegl1", "libxkbcommon0", "libfontconfig1", "libdbus-1-3")
X11_PACKAGES = (
    "libxcb-cursor0", "libxkbcommon-x11-0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-image0", "libxcb-randr0",
    "libxcb-render-util0", "libxcb-shape0", "libxcb-sync1", "libxcb-xfixes0", "libxcb-xkb1", "libx11-xcb1",
)  # fmt: skip
QT_PROBE = """
import ctypes, pathlib, sys
import PySide6
from PySide6 import QtWidgets, QtSvg, QtTest
if "x11" in sys.argv:
    ctypes.CDLL(str(pathlib.Path(PySide6.__file__).parent / "Qt/plugins/platforms/libqxcb.so"))
"""


def say(text: str) -> None:
    """Tell the developer what goes on, on stderr: stdout belongs to the verb (`bench --json`)."""
    print(f"dev.py: {text}", file=sys.stderr, flush=True)


def call(command: Command, extra: Mapping[str, str] | None = None, stdout: int | None = None) -> int:
    """Run a command in the checkout and return its exit code; text is UTF-8 whatever the machine's locale says."""
    env = {**os.environ, "PYTHONUTF8": "1", **(extra or {})}
    return subprocess.run([str(part) for part in command], cwd=ROOT, env=env, stdout=stdout, check=False).returncode


def must(command: Command, extra: Mapping[str, str] | None = None, stdout: int | None = None) -> None:
    """Run a command and stop with its exit code if it fails."""
    if code := call(command, extra, stdout):
        say(f"failed ({code}): {shlex.join(str(part) for part in command)}")
        raise SystemExit(code if 0 < code < 126 else 1)


# -- set-up


def fingerprint() -> str:
    """Return a hash of all that a ready .venv depends on."""
    digest = hashlib.sha256(f"{sys.version_info[:2]} {ROOT} {X11}".encode())
    for name in ("pyproject.toml", "constraints.txt"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def set_up() -> None:
    """Make .venv ready with the program and its tools; a moment's work when it is."""
    wanted = fingerprint()
    if STAMP.exists() and STAMP.read_text("utf-8") == wanted:
        return
    create_venv()
    say("installing the packages of pyproject.toml, pinned by constraints.txt ...")
    install("dev")
    ensure_qt_libraries()
    STAMP.write_text(wanted, "utf-8")
    say(f"ready: {VENV}")


def create_venv() -> None:
    """Create .venv for this Python, or keep the one that fits."""
    if venv_fits():
        return
    try:
        import ensurepip  # noqa: F401  (Debian splits it off into python3-venv)
    except ImportError:
        install_debian(["python3-venv", *qt_packages()], "Python's venv module")  # one command brings it all
    if VENV.exists():
        shutil.rmtree(VENV)
    say(f"creating {VENV} ...")
    must([sys.executable, "-m", "venv", VENV], stdout=subprocess.DEVNULL)


def venv_fits() -> bool:
    """Tell whether .venv was made here, by this version of Python, and has a pip that starts."""
    settings = VENV / "pyvenv.cfg"
    if not PYTHON.exists() or not settings.exists():
        return False
    if str(VENV) not in settings.read_text("utf-8"):  # the checkout was moved: the commands in .venv point astray
        return False
    code = f"import sys, pip; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    return subprocess.run([PYTHON, "-c", code], capture_output=True, check=False).returncode == 0


def install(*extras: str) -> None:
    """Install the checkout, editable, with these extras into .venv."""
    pip: Command = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    must([*pip, "-c", "constraints.txt", "-e", f".[{','.join(extras)}]"], stdout=subprocess.DEVNULL)


def ensure_qt_libraries() -> None:
    """Import Qt for a proof; where the system lacks libraries, install them or name the command."""
    probe: Command = [PYTHON, "-c", QT_PROBE, *(["x11"] if X11 else [])]
    first = subprocess.run(probe, capture_output=True, text=True, check=False)
    if first.returncode == 0:
        return
    reason = (first.stderr.strip() or "no message").splitlines()[-1]
    if sys.platform != "linux":
        raise SystemExit(f"dev.py: Qt does not start here: {reason}")
    install_debian(qt_packages(), f"system libraries of Qt ({reason})")
    must(probe)


def qt_packages() -> tuple[str, ...]:
    """Return the Debian packages that Qt needs here."""
    return (*QT_PACKAGES, *X11_PACKAGES) if X11 else QT_PACKAGES


def ensure_build_tools() -> None:
    """Install what a frozen program is made of on Linux: objdump, Python as a library, and Qt's way to an X screen."""
    if sys.platform != "linux":
        return
    library = Path(sysconfig.get_config_var("LIBDIR") or "/", sysconfig.get_config_var("INSTSONAME") or "")
    x11 = subprocess.run([PYTHON, "-c", QT_PROBE, "x11"], capture_output=True, check=False).returncode == 0
    if not (x11 and shutil.which("objdump") and library.exists()):
        packages = ["binutils", f"libpython3.{sys.version_info.minor}", *X11_PACKAGES]
        install_debian(packages, "what a frozen program is made of")


def install_debian(packages: Sequence[str], what: str) -> None:
    """Install Debian packages when we may; otherwise name the one command that does, and stop."""
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if not shutil.which("apt-get"):
        raise SystemExit(f"dev.py: {what} missing; install what Debian calls: {' '.join(packages)}")
    if os.geteuid() != 0:
        raise SystemExit(f"dev.py: {what} missing; run: sudo sh -c 'apt-get update && {shlex.join(command)}'")
    say(f"{what} missing, installing {' '.join(packages)} ...")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    must(["apt-get", "-qq", "update"], quiet, subprocess.DEVNULL)
    must([command[0], "-qq", *command[1:]], quiet, subprocess.DEVNULL)


# -- verbs


def tool(name: str) -> Path:
    """Return the path of a command in .venv."""
    return SCRIPTS / (f"{name}.exe" if WINDOWS else name)


def setup(_args: Sequence[str]) -> int:
    """Only the set-up: .venv with the awardsdesk command in it."""
    return 0


def run(args: Sequence[str]) -> int:
    """Start the program: run [FILE or command ...]."""
    return call([tool("awardsdesk"), *args])


def demo(args: Sequence[str]) -> int:
    """Take the sample year from Excel to paper and open it: demo [DIR]."""
    options = [arg for arg in args if arg.startswith("-")]
    folder = next((arg for arg in args if not arg.startswith("-")), str(ROOT / "demo-output"))
    screen = sys.platform != "linux" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if not screen and "--no-window" not in options:
        options.append("--no-window")
    return call([tool("awardsdesk"), "demo", folder, *options])


def test(args: Sequence[str]) -> int:
    """Run the tests, two at a time: test [pytest arguments]."""
    return call([PYTHON, "-m", "pytest", "-n", "2", *args], {"QT_QPA_PLATFORM": "offscreen"})


def check(_args: Sequence[str]) -> int:
    """Lint, formatting, types and import rules, all of them even if one fails."""
    commands: list[list[str | Path]] = [
        [tool("ruff"), "check"],
        [tool("ruff"), "format", "--check"],
        [PYTHON, "-m", "mypy"],
        [tool("lint-imports"), "--no-logo"],
    ]
    failed = [shlex.join([Path(c[0]).stem, *map(str, c[1:])]) for c in commands if call(c)]
    say(f"check failed: {'; '.join(failed)}" if failed else "check passed")
    return 1 if failed else 0


def bench(args: Sequence[str]) -> int:
    """Measure against other programs and goals: bench [certificates] [register [--rows N]] [--json]."""
    stamp = VENV / "awardsdesk-bench"
    if not stamp.exists() or stamp.read_text("utf-8") != fingerprint():
        say("installing the programs to compare with ...")
        install("dev", "bench")
        stamp.write_text(fingerprint(), "utf-8")
    return call([PYTHON, "-m", "benchmarks", *args])


def build(_args: Sequence[str]) -> int:
    """Freeze the program into dist/awardsdesk and let the result check itself."""
    ensure_build_tools()
    must([PYTHON, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "build.spec"])
    program = ROOT / "dist" / "awardsdesk" / ("awardsdesk.exe" if WINDOWS else "awardsdesk")
    must([program, "--self-check"], {"QT_QPA_PLATFORM": "offscreen"})
    size = sum(path.stat().st_size for path in program.parent.rglob("*") if path.is_file() and not path.is_symlink())
    say(f"built {program.parent} ({size / 1e6:.0f} MB)")
    return 0


def shots(args: Sequence[str]) -> int:
    """Render every screen and document to PNG for people to look at: shots [DIR]."""
    return call([PYTHON, "-m", "tests.shots", *(args or ["shots"])], {"QT_QPA_PLATFORM": "offscreen"})


VERBS = {verb.__name__: verb for verb in (setup, run, demo, test, check, bench, build, shots)}


def main() -> int:
    """Do the set-up if it is due, then the verb."""
    if sys.version_info < (3, 11):  # noqa: UP036  (the machine's own Python starts this file)
        raise SystemExit("dev.py: Python 3.11 or newer is needed")
    verbs = "\n".join(f"  {name:6} {verb.__doc__}" for name, verb in VERBS.items())
    parser = argparse.ArgumentParser(
        usage="python3 dev.py VERB [ARGS]",
        description=f"Every verb sets up .venv first when that is due.\n\n{verbs}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("verb", choices=VERBS, metavar="VERB")
    parser.add_argument("args", nargs=argparse.REMAINDER, metavar="ARGS")
    chosen = parser.parse_args()
    set_up()
    return VERBS[chosen.verb](chosen.args)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
