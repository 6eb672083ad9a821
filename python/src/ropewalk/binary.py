"""Where the `ropewalk` program is."""

import os
import shutil
import sys
import sysconfig
from pathlib import Path

from ropewalk.errors import BinaryNotFoundError


def find_binary(path: str | os.PathLike[str] | None = None) -> Path:
    """The absolute path of the program: `path`, else $ROPEWALK, else the one that came with this package, else PATH.

    Raises:
        BinaryNotFoundError: none of these is there. A `path` or $ROPEWALK that is wrong is never passed over.
    """
    for named, where in ((path, "the given path"), (os.environ.get("ROPEWALK"), "$ROPEWALK")):
        if named:
            found = Path(named).resolve()
            if not found.is_file():
                raise BinaryNotFoundError(f"no ropewalk at {found} ({where})")
            return found
    folders = [Path(sysconfig.get_path("scripts")), Path(sys.executable).parent]
    for candidate in (folder / "ropewalk" for folder in folders):
        if candidate.is_file() and os.access(candidate, os.X_OK):
            return candidate.resolve()
    on_path = shutil.which("ropewalk")
    if on_path is not None:
        return Path(on_path).resolve()
    looked = ", ".join(str(folder) for folder in folders)
    raise BinaryNotFoundError(f"no ropewalk program: looked at $ROPEWALK (not set), {looked} and PATH")
