#!/usr/bin/env -S python3 -I -S
"""The least that passes for a sidecar, up in no time: it confirms its health, and dies of any speech."""

import os
import socket
import sys
import threading

INSTANCE = f"quick-{os.getpid()}"
HEALTH = b'{"status":"ok","instance":"%s"}' % INSTANCE.encode()


def answer(connection: socket.socket) -> None:
    """Answer the requests of one connection."""
    while head := connection.recv(1 << 16):
        if head.startswith(b"POST"):
            os._exit(9)
        reply = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
        connection.sendall(reply % (len(HEALTH), HEALTH))


def watch_stdin() -> None:
    """End when the parent does."""
    sys.stdin.buffer.read()
    os._exit(0)


def main() -> None:
    """Serve until the end of standard input or SIGTERM."""
    threading.Thread(target=watch_stdin, daemon=True).start()
    with socket.create_server(("127.0.0.1", 0)) as server:
        print(
            '{"event":"ready","contract":1,"engine":"quick","model":"none","sample_rate":8000,"max_concurrency":1,'
            f'"port":{server.getsockname()[1]},"instance":"{INSTANCE}","voices":[]}}',
            flush=True,
        )
        while True:
            connection, _ = server.accept()
            threading.Thread(target=answer, args=(connection,), daemon=True).start()


main()
