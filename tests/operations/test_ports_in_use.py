"""A port that is taken is said in one line, with the setting that helps."""

from __future__ import annotations

import re
import socket

import pytest

from bot.operations.ports_in_use import PortBusy, free_port, require_free


def test_a_taken_port_is_refused_with_the_setting_to_change() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = f"port {port} is taken by another program; stop it, or choose another with RUSBOT_PORT=NUMBER"
        with pytest.raises(PortBusy, match=f"^{re.escape(said)}$"):
            require_free("127.0.0.1", port, "RUSBOT_PORT")


def test_a_free_port_is_fine_and_stays_free() -> None:
    port = free_port()
    require_free("127.0.0.1", port, "RUSBOT_PORT")
    with socket.socket() as mine:
        mine.bind(("127.0.0.1", port))


def test_a_port_that_was_just_left_is_free() -> None:
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as client:
            served, _ = server.accept()
            served.close()  # the server's side is now waiting for the last packets (TIME_WAIT)
            client.recv(1)
    require_free("127.0.0.1", port, "RUSBOT_PORT")


def test_port_zero_means_any_port() -> None:
    require_free("127.0.0.1", 0, "RUSBOT_PORT")
