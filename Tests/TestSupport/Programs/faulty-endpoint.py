#!/usr/bin/env python3
"""A speech endpoint for tests: speaks the shapes of OpenAI and vLLM-Omni with tones, and goes wrong as it is told.

Needs nothing but Python's own library. Its options are one JSON object, its only argument; POST /control changes them while
it runs, and GET /seen tells what it was asked. It prints {"port": N} once it listens, and ends at the end of its input.
"""

import array
import http.server
import json
import math
import os
import ssl
import struct
import sys
import threading
import time

OPTIONS = {
    "token": "",
    "models": ["tones"],  # none: the route is missing
    "facts": {},  # what is told of every model beside its name
    "voices": ["tone", "bell"],  # none: the route is missing
    "rate": 8000,
    "fault": "",
    "fault_text": "",  # the fault only goes for texts that hold this
    "fault_times": -1,  # and only so often
    "fault_after": 0,  # and only after so many requests
    "delay": 0.0,  # seconds before each answer
    "port": 0,
    "certificate": "",
    "key": "",
}
seen = []
lock = threading.Lock()
counts = {"in_flight": 0, "peak": 0}


def request_fault(text):
    """How the request for a text is to go wrong."""
    with lock:
        if not OPTIONS["fault"] or OPTIONS["fault_text"] not in text or OPTIONS["fault_times"] == 0:
            return ""
        if len(seen) <= OPTIONS["fault_after"]:
            return ""
        OPTIONS["fault_times"] -= 1
        return OPTIONS["fault"]


def tone(characters):
    """Silence, a tone as long as the text, silence; 16-bit little-endian mono."""
    samples = array.array("h", [0] * 400)
    samples.extend(int(9000 * math.sin(index / 4)) for index in range(max(800, characters * 400)))
    samples.extend([0] * 400)
    return samples.tobytes()


def wav_header(rate, size, channels=1):
    block = 2 * channels
    return struct.pack(
        "<4sI4s4sI4s4sIHHIIHH4sI",
        *(b"RIFF", min(size + 70, 0xFFFFFFFF), b"WAVE", b"LIST", 4, b"INFO"),
        *(b"fmt ", 16, 1, channels, rate, rate * block, block, 16, b"data", size),
    )


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def answer(self, status, body, kind="application/json", headers=None):
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def refuses_token(self):
        sent = self.headers.get("Authorization", "")
        if not OPTIONS["token"] or sent == f"Bearer {OPTIONS['token']}":
            return False
        # Some servers show what they were sent.
        self.answer(401, {"error": {"message": f"wrong key: {sent}", "code": "invalid_api_key"}})
        return True

    def do_GET(self):
        if self.path == "/seen":
            with lock:
                return self.answer(200, {"requests": list(seen), "peak": counts["peak"]})
        if self.refuses_token():
            return None
        if OPTIONS["fault"] == "moved":
            return self.answer(308, {}, headers={"Location": "http://127.0.0.1:9/elsewhere"})
        if self.path == "/v1/models" and OPTIONS["models"]:
            return self.answer(200, {"data": [{"id": model, **OPTIONS["facts"]} for model in OPTIONS["models"]]})
        if self.path == "/v1/audio/voices" and OPTIONS["voices"]:
            return self.answer(200, {"voices": OPTIONS["voices"]})
        return self.answer(404, {"detail": "Not Found"})

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/control":
            OPTIONS.update(body)
            return self.answer(200, {})
        if self.refuses_token():
            return None
        with lock:
            seen.append(body)
            counts["in_flight"] += 1
            counts["peak"] = max(counts["peak"], counts["in_flight"])
        try:
            time.sleep(OPTIONS["delay"])
            self.speak(body)
        except OSError:
            self.close_connection = True
        finally:
            with lock:
                counts["in_flight"] -= 1
        return None

    def speak(self, body):
        fault = request_fault(body["input"])
        if fault.startswith("status-"):
            status = int(fault.removeprefix("status-"))
            return self.answer(status, {"error": {"message": f"no luck with {status}", "code": status}})
        if fault.startswith("leak"):
            sent = self.headers.get("Authorization", "").removeprefix("Bearer ")
            if fault == "leak-code":
                return self.answer(400, {"error": {"message": "no", "code": f"bad_{sent}"}})
            return self.answer(500, b"x" * 190 + sent.encode() + b"y" * 190, "text/plain")
        if fault.startswith("busy"):
            wish = fault.partition("retry-after-")[2]
            return self.answer(503, {}, headers={"Retry-After": wish} if wish else {})
        if fault == "moved":
            return self.answer(308, {}, headers={"Location": "http://127.0.0.1:9/elsewhere"})
        if fault == "html":
            return self.answer(200, b"<html>welcome</html>" * 100, "text/html; charset=utf-8")
        if fault == "empty":
            return self.answer(200, b"", "audio/pcm" if body["response_format"] == "pcm" else "audio/wav")
        if fault == "exit":
            os._exit(9)
        if fault == "close":
            self.close_connection = True
            return None
        if fault == "stall":
            time.sleep(60)
        names = [voice if isinstance(voice, str) else voice["id"] for voice in OPTIONS["voices"]]
        if body.get("voice", "tone") not in (names or ["tone"]):
            return self.answer(400, {"detail": [{"loc": ["voice"], "msg": "there is no such voice"}]})
        if body.get("stream") and body.get("speed", 1) != 1:
            return self.answer(400, {"error": {"message": "streams only at speed 1", "code": 400}})
        audio = tone(len(body["input"]))
        if fault == "silence":
            audio = bytes(len(audio))
        if body["response_format"] == "pcm":
            return self.send_chunks(audio, "audio/pcm", fault)
        rate = 44100 if fault == "wrong-rate" else OPTIONS["rate"]
        if fault in ("stereo", "whole-file", "short-file"):
            header = wav_header(rate, len(audio), 2 if fault == "stereo" else 1)
            tail = audio[: len(audio) // 2] if fault == "short-file" else audio + b"LIST\x04\x00\x00\x00tags"
            return self.answer(200, header + tail, "audio/wav")
        return self.send_chunks(wav_header(rate, 0xFFFFFFFF) + audio, "audio/wav", fault)

    def send_chunks(self, audio, kind, fault):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Transfer-Encoding", "chunked")
        if fault == "cut-off":
            self.send_header("X-Finish-Reason", "length")
        self.end_headers()
        step = 7 if fault == "small-chunks" else 999
        for start in range(0, len(audio), step):
            chunk = audio[start : start + step]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            if fault == "broken-off" and start > 0:
                self.close_connection = True
                return
        self.wfile.write(b"0\r\n\r\n")


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


def watch_stdin():
    sys.stdin.buffer.read()
    os._exit(0)


def main():
    OPTIONS.update(json.loads(sys.argv[1]))
    server = Server(("127.0.0.1", OPTIONS["port"]), Handler)
    if OPTIONS["certificate"]:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(OPTIONS["certificate"], OPTIONS["key"])
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=watch_stdin, daemon=True).start()
    print(json.dumps({"port": server.server_address[1]}), flush=True)
    server.serve_forever()


main()
