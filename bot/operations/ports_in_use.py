"""Whether a port is free, said so that an operator knows what to do."""

from __future__ import annotations

import socket


class PortBusy(Exception):
    """Another program listens there."""


def require_free(host: str, port: int, setting: str) -> None:
    """Raises PortBusy with the setting to change."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise PortBusy(
                f"port {port} is taken by another program; stop it, or choose another with {setting}=NUMBER"
            ) from None


def free_port() -> int:
    """Any free port on loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
