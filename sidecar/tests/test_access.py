"""Who gets in: the token, the Host header, the size of a body."""

from __future__ import annotations

import httpx
import pytest

from conftest import ScriptedStart
from harness import TOKEN, Sidecar, running

ROUTES = [
    *[("GET", path) for path in ("/health", "/metrics", "/v1/models", "/v1/audio/voices", "/voices")],
    *[("GET", path) for path in ("/openapi.json", "/v1/requests/x", "/nowhere")],
    *[("POST", path) for path in ("/v1/audio/speech", "/v1/audio/transcriptions", "/tts", "/tts/stream")],
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize("token", ["", "wrong", TOKEN + "x", TOKEN[:-1]])
def test_every_route_demands_the_token(embedded: Sidecar, method: str, path: str, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    url = f"http://127.0.0.1:{embedded.events[-1]['port']}{path}"
    answer = httpx.request(method, url, headers=headers, json={"input": "Hello.", "text": "Hello."})
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "invalid_token"
    assert answer.headers["www-authenticate"] == "Bearer"


def test_health_repeats_the_instance(embedded: Sidecar, http: httpx.Client) -> None:
    health = http.get("/health")
    assert health.status_code == 200
    assert health.json()["instance"] == embedded.events[-1]["instance"]


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200), ("127.0.0.1:80", 200), ("127.8.8.8", 200), ("[::1]:5123", 200),
        ("evil.example", 421), ("localhost.evil.example", 421), ("10.0.0.1", 421), ("127.0.0.1.evil.example:80", 421),
    ],
)  # fmt: skip
def test_host_must_be_this_machine(http: httpx.Client, host: str, status: int) -> None:
    assert http.get("/health", headers={"Host": host}).status_code == status


def test_without_a_token_it_serves_and_says_so(tmp_path_factory: pytest.TempPathFactory) -> None:
    log = tmp_path_factory.mktemp("log") / "stderr"
    with running("--max-concurrency", "1", token=None, log=log) as sidecar, sidecar.client() as client:
        assert client.get("/health").status_code == 200
        assert "without a token" in log.read_text()


def test_large_bodies_are_refused(scripted: Sidecar) -> None:
    big = b'{"input": "' + b"a" * (1 << 20) + b'"}'
    headers = {"Content-Type": "application/json"}
    with scripted.client() as client:
        announced = client.post("/v1/audio/speech", content=big, headers=headers)
        chunked = client.post("/v1/audio/speech", content=iter([big[:600_000], big[600_000:]]), headers=headers)
        assert (announced.status_code, chunked.status_code) == (413, 413)
        assert chunked.json()["error"]["code"] == announced.json()["error"]["code"] == "body_too_large"
        assert client.get("/health").status_code == 200


def test_ipv6_loopback(start_scripted: ScriptedStart) -> None:
    sidecar = start_scripted("--host", "::1")
    url = f"http://[::1]:{sidecar.events[-1]['port']}/health"
    assert httpx.get(url, headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200
