"""What the benchmark drivers share: the JDK, the build's folder, one measured run."""

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def target_dir():
    return Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()


def find_jdk():
    places = [os.environ.get("JAVA_HOME")]
    javac = shutil.which("javac")
    if javac:
        places.append(Path(javac).resolve().parent.parent)
    places += sorted(Path("/usr/lib/jvm").glob("*")) if Path("/usr/lib/jvm").is_dir() else []
    for place in filter(None, places):
        release = Path(place) / "release"
        if release.exists() and 'JAVA_VERSION="17' in release.read_text():
            return Path(place).resolve()
    sys.exit("no JDK 17 found: install openjdk-17-jdk or set JAVA_HOME")


def find_hearth(given=None):
    """The launcher's command line."""
    words = shlex.split(given or os.environ.get("HEARTH_UNDER_TEST") or str(target_dir() / "release/hearth"))
    if shutil.which(words[0]) is None:
        sys.exit(f"{words[0]} does not exist: run ./x build")
    return words


def compile_all(jdk, folder, out):
    """Compiles a folder's programs if they changed; their names."""
    sources = sorted(folder.glob("*.java"))
    newest = max(path.stat().st_mtime for path in sources)
    first = out / f"{sources[0].stem}.class"
    if not first.exists() or first.stat().st_mtime < newest:
        out.mkdir(parents=True, exist_ok=True)
        subprocess.run([jdk / "bin/javac", "-d", out, *sources], check=True)
    return [path.stem for path in sources]


# Linux counts the memory of the process that forks in the peak of the child, so a process smaller than
# any VM starts the command and takes the time.
MEASURE = """
import os, sys, time
start = time.perf_counter()
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(child, 0)
wall = time.perf_counter() - start
with open(3, "w") as report:
    report.write(f"{wall} {usage.ru_maxrss} {os.waitstatus_to_exitcode(status)}")
"""


def measure(argv, cwd):
    """Wall seconds, peak resident KB, standard output; a failing command ends the whole run."""
    with tempfile.NamedTemporaryFile("r") as report, tempfile.NamedTemporaryFile("r") as err:
        line = f"exec {shlex.join([sys.executable, '-S', '-E', '-c', MEASURE, *map(str, argv)])} 3>{report.name} 2>{err.name}"
        done = subprocess.run(["sh", "-c", line], stdout=subprocess.PIPE, cwd=cwd, text=True, errors="replace")
        wall, rss, code = (report.read() or f"0 0 {done.returncode}").split()
        if int(code) != 0:
            raise RuntimeError(f"{shlex.join(map(str, argv))}\nexit {code}\n{err.read()[-2000:]}")
        return float(wall), int(rss), done.stdout
