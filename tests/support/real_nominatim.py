"""A Nominatim of our own: a PostgreSQL in a folder that goes away, our county in it, a server."""

import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path

COUNTY = Path(__file__).parents[1] / "nominatim" / "county.osm"

# Nothing of it outlives the tests, so nothing is worth waiting for the disk.
_CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


@contextmanager
def serving():
    """Import the county and serve it on a free port; yield the address of the server."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nominatim-")))
        dsn = stack.enter_context(_database(folder))
        environment = os.environ | {
            "NOMINATIM_DATABASE_DSN": dsn,
            "NOMINATIM_DATABASE_WEBUSER": "postgres",
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        }
        project = folder / "project"
        project.mkdir()
        _run(["nominatim", "import", "--osm-file", str(COUNTY), "--offline"], project, environment)
        yield stack.enter_context(_server(project, environment))


@contextmanager
def _database(folder):
    """A PostgreSQL that listens on a socket in `folder` only; PostgreSQL refuses to run as root."""
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    settings = [f"-c {setting}" for setting in ("listen_addresses=", *_CARELESS)]
    data, program = folder / "data", _postgres()
    options = " ".join([f"-k {folder}", *settings])
    start = ["-w", "-l", str(folder / "log"), "-o", options, "start"]

    def pg_ctl(*arguments):
        command = [program / "pg_ctl", "-D", data, *arguments]
        subprocess.run(command, user=user, cwd=folder, stdout=subprocess.DEVNULL, check=True)

    pg_ctl("initdb", "-s", "-o", "-A trust -U postgres --no-sync -E UTF8")
    pg_ctl(*start)
    try:
        yield f"pgsql:dbname=nominatim;host={folder};user=postgres"
    finally:
        pg_ctl("-m", "immediate", "stop")


def _postgres():
    """Where PostgreSQL's programs are: Debian keeps them off the path, a folder a version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    path = found[-1] if found else shutil.which("pg_ctl")
    if not path:
        raise FileNotFoundError("no PostgreSQL here: run tests/nominatim/install.sh")
    return Path(path).parent


def _run(command, folder, environment):
    """Run a command; what it says is shown only if it fails."""
    program = shutil.which(command[0], path=environment["PATH"])
    if not program:
        raise FileNotFoundError("no nominatim here: pip install 'poliskarta[nominatim]'")
    done = subprocess.run(
        [program, *command[1:]],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stdout)


@contextmanager
def _server(project, environment):
    command = [shutil.which("nominatim", path=environment["PATH"]), "serve"]
    with subprocess.Popen(
        [*command, "--server", "127.0.0.1:0"],
        cwd=project,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield _address(process.stderr)
        finally:
            process.terminate()
            process.communicate()


def _address(lines):
    said = ""
    for line in lines:
        said += line
        if match := re.search(r"running on (http://[\w.:]+)", line):
            return match[1]
    raise RuntimeError(said)
