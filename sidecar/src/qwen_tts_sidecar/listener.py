"""The listening socket: bound here, so that no other program can take the port between choosing and using it."""

from __future__ import annotations

import errno
import ipaddress
import socket

from qwen_tts_sidecar.startup import StartupCode, StartupError

BACKLOG = 256


def loopback_address(host: str) -> str:
    """Return the loopback address that `host` names; StartupError for any host that others could reach."""
    if host == "localhost":
        return "127.0.0.1"
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        address = None
    if address is None or not address.is_loopback:
        raise StartupError(
            StartupCode.NON_LOOPBACK_HOST,
            f"The server listens on loopback addresses only; use --host 127.0.0.1, ::1 or localhost instead of {host}.",
        )
    return str(address)


def bind_loopback(host: str, port: int) -> socket.socket:
    """Bind and listen on a loopback address; port 0 takes a free one. StartupError when the port is not to be had."""
    address = loopback_address(host)
    listener = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    try:
        # On POSIX this allows a restart while old connections linger, never two listeners on one port.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise StartupError(
                StartupCode.PORT_IN_USE,
                f"Port {port} on {address} is in use by another program; stop it or choose another port (0: any free).",
            ) from error
        raise StartupError(
            StartupCode.BIND_FAILED, f"Cannot listen on {address} port {port}: {error.strerror}."
        ) from error
    return listener
