"""``lightwell demo`` as somebody meets it who runs it twice."""

import socket
import subprocess
import sys
from pathlib import Path


def test_a_demonstration_is_not_told_to_whoever_else_serves_there(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        command = [sys.executable, "-m", "ledger", "demo", "--data", str(tmp_path / "data"), "--port", str(port)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    said = " ".join((done.stdout + done.stderr).split())
    assert done.returncode != 0
    assert f"port {port} is in use: stop what uses it, or choose another (PORT=…" in said
    assert "Traceback" not in said
    assert not (tmp_path / "data").exists()
