"""A sidecar that was started by hand, and writes down what recordings say."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Self

PATIENCE = 900


class Recogniser:
    """The sidecar from `with` to its end."""

    def __init__(self, sidecar: str) -> None:
        self.token = secrets.token_hex(16)
        # It ends with its standard input, so with this process in any case.
        self.process = subprocess.Popen(
            [sidecar, "serve", "--port", "0", "--max-concurrency", "1"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "QWEN_TTS_TOKEN": self.token},
        )
        assert self.process.stdout
        events = map(json.loads, self.process.stdout)
        ready: dict[str, Any] = next((event for event in events if event["event"] in ("ready", "error")), {})
        if not ready.get("transcription"):
            self.end()
            sys.exit(f"quality: the sidecar does not write recordings down: {ready.get('message', 'no model for it')}")
        self.port = int(ready["port"])
        self.model = str(ready["transcription"]["model"])
        self.places = int(ready["transcription"]["max_concurrency"])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def end(self) -> None:
        """End the sidecar, and wait for it."""
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()

    def heard(self, recordings: list[Path], beam_size: int) -> list[str]:
        """Return what each recording says."""
        with ThreadPoolExecutor(self.places) as pool:
            return list(pool.map(lambda recording: self._text(recording, beam_size), recordings))

    def _text(self, recording: Path, beam_size: int) -> str:
        boundary = secrets.token_hex(16)
        fields = {"response_format": "text", "beam_size": str(beam_size), "language": "en"}
        form = b"".join(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        )
        form += f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="take.wav"\r\n\r\n'.encode()
        form += recording.read_bytes() + f"\r\n--{boundary}--\r\n".encode()
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": f"multipart/form-data; boundary={boundary}",
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("POST", "/v1/audio/transcriptions", form, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        if answer.status != http.HTTPStatus.OK:
            raise RuntimeError(f"transcription: {answer.status}: {text}")
        return text.strip()
