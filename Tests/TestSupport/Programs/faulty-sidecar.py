#!/usr/bin/env python3
"""A sidecar for tests: speaks the contract with tones, and goes wrong in the way that FAULT names.

Needs nothing but Python's own library. FAULT is empty for a sidecar that behaves.
"""

import array
import http.server
import json
import math
import os
import signal
import subprocess
import sys
import threading
import time

FAULT = os.environ.get("FAULT", "")
TOKEN = os.environ.get("QWEN_TTS_TOKEN", "")
INSTANCE = "faulty-sidecar"
RATE = 8000
# FAULT then only goes for the first request: the file that is named here is made with it.
ONCE = os.environ.get("FAULT_ONCE", "")
# FAULT then only goes for texts that hold this.
TEXT = os.environ.get("FAULT_TEXT", "")
# Its command line and the bodies of its requests go into the file that is named here, one JSON value a line.
RECORD = os.environ.get("RECORD", "")
# What it says of itself: an engine that follows instructions, and the lengths of requests that it likes best, as in "40-60".
ENGINE = os.environ.get("ENGINE", "faulty")
MODEL = os.environ.get("MODEL", "tones")
FOLLOWS = "FOLLOWS" in os.environ
RECOMMENDED = [int(bound) for bound in os.environ.get("RECOMMENDED", "").split("-") if bound]
# It says that it writes down what is said in these languages, as in "en,de"; nobody asks it to.
HEARS = [tag for tag in os.environ.get("HEARS", "").split(",") if tag]
busy = {}


def record(value):
    if RECORD:
        with open(RECORD, "a") as file:
            file.write(json.dumps(value) + "\n")


def request_fault(text):
    """How the request for a text is to go wrong."""
    if TEXT not in text:
        return ""
    if ONCE:
        try:
            os.close(os.open(ONCE, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return ""
    return FAULT


def tone(characters):
    """Silence, a tone as long as the text, silence; 16-bit little-endian mono."""
    samples = array.array("h", [0] * 400)
    samples.extend(int(9000 * math.sin(index / 4)) for index in range(max(800, characters * 400)))
    samples.extend([0] * 400)
    return samples.tobytes()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def answer(self, status, body, kind="application/json", headers=None):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            return self.answer(401, b"{}")
        if self.path == "/v1/requests/cut-off":
            return self.answer(200, b'{"state": "finished", "finish_reason": "length"}')
        if self.path == "/v1/requests/died":
            outcome = {"state": "failed", "error": "engine_process_died", "error_message": "It died: OutOfPaper."}
            return self.answer(200, json.dumps(outcome).encode())
        instance = "somebody else" if FAULT == "impostor" else INSTANCE
        self.answer(200, json.dumps({"status": "ok", "instance": instance}).encode())

    def do_POST(self):
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            return self.answer(401, b"{}")
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        record(body)
        fault = request_fault(body["input"])
        if fault == "status-500":
            return self.answer(500, json.dumps({"error": {"message": "engine broke", "code": "broke"}}).encode())
        if fault == "status-400":
            return self.answer(400, json.dumps({"error": {"message": "no such voice", "code": "voice"}}).encode())
        if fault == "status-404":
            return self.answer(404, b"<html>nothing here</html>", "text/html")
        if fault.startswith("busy") and not busy.get(body["input"]):
            busy[body["input"]] = True
            wish = fault.partition("retry-after-")[2]
            headers = {"Retry-After": wish} if wish else {}
            return self.answer(429 if fault.startswith("busy-429") else 503, b"{}", headers=headers)
        if fault == "html":
            return self.answer(200, b"<html>welcome</html>" * 100, "text/html; charset=utf-8")
        if fault == "html-untyped":
            return self.answer(200, b"<html>welcome</html>" * 100, "application/octet-stream")
        if fault == "empty":
            return self.answer(200, b"", "audio/pcm")
        if fault == "sound-file":
            return self.answer(200, b"RIFF" + tone(len(body["input"])), "audio/pcm")
        if fault == "wrong-rate":
            return self.answer(200, tone(40), "audio/pcm", {"X-Sample-Rate": "44100"})
        if fault == "stereo":
            return self.answer(200, tone(40), "audio/pcm", {"X-Channels": "2"})
        if fault == "short-length":
            self.send_response(200)
            self.send_header("Content-Length", "100000")
            self.end_headers()
            self.wfile.write(tone(40)[:5000])
            self.close_connection = True
            return None
        if fault == "crash":
            os._exit(9)
        if fault == "stop":
            os.kill(os.getpid(), signal.SIGSTOP)
        if fault.startswith("stall"):
            time.sleep(60)
        if fault in ("drip", "runaway"):
            return self.endless(0.05 if fault == "drip" else 0)
        self.send_audio(tone(len(body["input"])), fault)
        return None

    def send_audio(self, audio, fault):
        if fault == "half-sample":
            audio = audio[:-1]
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        if fault == "cut-off":
            self.send_header("X-Finish-Reason-At", "/v1/requests/cut-off")
        if fault == "engine-died":
            self.send_header("X-Request-Id", "died")
        self.end_headers()
        step = {"odd-chunks": 999, "single-bytes": 1}.get(fault, 4096)
        for start in range(0, len(audio), step):
            chunk = audio[start : start + step]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            if fault in ("broken-off", "engine-died") and start > 0:
                self.close_connection = True
                return
            if fault == "crash-midway" and start > 0:
                self.wfile.flush()
                time.sleep(0.1)
                os._exit(9)
        self.wfile.write(b"0\r\n\r\n")

    def endless(self, pause):
        """Send samples without an end, until the client goes away; then leave a line in the log."""
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        samples = tone(1)[800:1600] if pause == 0 else b"\x10\x00"
        try:
            while True:
                self.wfile.write(b"%x\r\n%s\r\n" % (len(samples), samples))
                time.sleep(pause)
        except OSError:
            print("the client has gone away", file=sys.stderr, flush=True)
            self.close_connection = True


def announce(**event):
    print(json.dumps(event), flush=True)


def watch_stdin():
    sys.stdin.buffer.read()
    os._exit(0)


def main():
    if sys.argv[1] == "worker":
        time.sleep(600)
    record(sys.argv[1:])
    if "ignores-term" in FAULT:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if FAULT == "dies":
        print("loading the model\nthe model file is broken", file=sys.stderr)
        sys.exit(3)
    if FAULT == "silent":
        time.sleep(60)
    if FAULT == "refuses":
        announce(event="error", code="model_missing", message="there is no model")
        sys.exit(4)
    if "--watch-stdin" in sys.argv and "ignores-eof" not in FAULT:
        threading.Thread(target=watch_stdin, daemon=True).start()
    if FAULT == "slow":
        for step in range(8):
            announce(event="loading", message=f"step {step}")
            time.sleep(1.5)
    if FAULT == "noisy":
        for stream in (sys.stdout, sys.stderr):
            print("x" * (3 << 20), file=stream, flush=True)
    while FAULT == "chatty":
        print("no announcement", flush=True)
        time.sleep(0.1)
    if "has-children" in FAULT:
        child = subprocess.Popen(["sleep", "600"], stdin=subprocess.DEVNULL)
        print(f"child {child.pid}", file=sys.stderr, flush=True)
    if "has-workers" in FAULT:
        subprocess.Popen([sys.argv[0], "worker"], stdin=subprocess.DEVNULL)
    port = int(sys.argv[sys.argv.index("--port") + 1])
    try:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
    except OSError:
        announce(event="error", code="port_in_use", message=f"port {port} is taken")
        sys.exit(5)
    print("not an announcement", flush=True)
    announce(
        event="ready",
        contract=2 if FAULT == "contract" else 1,
        port=server.server_address[1],
        instance=INSTANCE,
        engine=ENGINE,
        model=MODEL,
        sample_rate=RATE,
        max_concurrency=2,
        recommended_characters=RECOMMENDED or None,
        supports_instructions=FOLLOWS,
        voices=[{"id": "tone", "name": "Tone", "languages": ["en-US"]}],
        transcription={"model": "whisper", "languages": HEARS, "max_concurrency": 1} if HEARS else None,
        transcription_error="There is no folder at /gone." if FAULT == "deaf" else None,
    )
    server.serve_forever()


main()
