"""A server on loopback that answers anything but a hub would."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


def message(kind: bytes, content: bytes) -> bytes:
    """Return a message of PostgreSQL's protocol."""
    return kind + (len(content) + 4).to_bytes(4, "big") + content


@contextmanager
def listening(*answers: bytes) -> Iterator[int]:
    """Listen, and send one answer after another, each to what comes next; hang if there is none. Yield the port."""
    lines: list[socket.socket] = []

    def serve(line: socket.socket) -> None:
        with suppress(OSError):
            for answer in answers:
                line.recv(10_000)
                line.sendall(answer)
            if answers:
                line.shutdown(socket.SHUT_RDWR)

    def accept() -> None:
        with suppress(OSError):
            while True:
                line, _ = server.accept()
                lines.append(line)
                threading.Thread(target=serve, args=(line,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            with suppress(OSError):  # Windows refuses it, and closing is enough there
                server.shutdown(socket.SHUT_RDWR)
            server.close()
            thread.join()
            for line in lines:
                line.close()
