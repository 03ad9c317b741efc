"""How this program is called from where it was started."""

import shutil
import sys
from pathlib import Path


def called(command: str) -> str:
    """The line that runs a command of ours: by name where the shell finds it, else by its file."""
    ours = Path(sys.executable).with_name("nichereel")
    if shutil.which("nichereel") or not ours.exists():
        return f"nichereel {command}"
    is_near = ours.is_relative_to(Path.cwd())
    return f"{ours.relative_to(Path.cwd()) if is_near else ours} {command}"
