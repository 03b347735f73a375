"""A proxy on loopback that cuts the line between a client and a server at a chosen moment."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Cuts:
    """When to cut.

    Attributes:
        port: Where the proxy listens.
        connections: How many connections to cut; those after them are left alone.
        sent: After this many bytes from the client; None for never.
        answered: After this many bytes from the server; None for never.
        unanswered: Words of the client after which nothing that the server answers comes through.
        made: How many connections have been cut.
    """

    port: int = 0
    connections: int = 0
    sent: int | None = None
    answered: int | None = None
    unanswered: bytes = b""
    made: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


@contextmanager
def cutting_proxy(port: int) -> Iterator[Cuts]:
    """Pass everything on to a port of this machine, and cut as the value says."""
    cuts = Cuts()
    with socket.create_server(("127.0.0.1", 0)) as server:
        cuts.port = server.getsockname()[1]

        def accept() -> None:
            while True:
                try:
                    client, _ = server.accept()
                except OSError:
                    return
                with cuts.lock:
                    is_cut = cuts.made < cuts.connections
                    cuts.made += is_cut
                _Line(client, socket.create_connection(("127.0.0.1", port)), cuts if is_cut else None).start()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield cuts
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()


class _Line:
    """One connection."""

    def __init__(self, client: socket.socket, server: socket.socket, cuts: Cuts | None) -> None:
        self._client = client
        self._server = server
        self._cuts = cuts
        self._is_mute = False

    def start(self) -> None:
        for source, goal in ((self._client, self._server), (self._server, self._client)):
            threading.Thread(target=self._pass_on, args=(source, goal), daemon=True).start()

    def _pass_on(self, source: socket.socket, goal: socket.socket) -> None:
        is_client = source is self._client
        limit = None
        if self._cuts:
            limit = self._cuts.sent if is_client else self._cuts.answered
        count = 0
        with suppress(OSError):
            while data := source.recv(65536):
                if self._is_mute and not is_client:
                    break  # the server has done it, and the client never hears of it
                if is_client and self._cuts and self._cuts.unanswered and self._cuts.unanswered in data:
                    self._is_mute = True
                if limit is not None and count + len(data) >= limit:
                    goal.sendall(data[: limit - count])
                    break
                goal.sendall(data)
                count += len(data)
        for line in (self._client, self._server):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()
