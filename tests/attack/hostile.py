"""A server that means harm: it answers with whatever bytes a test gives it, and keeps all that it was sent."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SECRET = "s3cr3t-Tok3n.of~the-Attack/01"
STATEMENT = {
    "resourceType": "CapabilityStatement", "fhirVersion": "4.0.1", "software": {"name": "Hostile", "version": "1"},
    "rest": [{"mode": "server", "interaction": [{"code": "transaction"}, {"code": "batch"}]}],
}  # fmt: skip


class Asked:
    """One request as it came: method, path, headers by small names, body."""

    def __init__(self, method: str, path: str, headers: dict[str, str], body: bytes) -> None:
        self.method, self.path, self.headers, self.body = method, path, headers, body

    @property
    def shows(self) -> bool:
        """Whether anything in it says who we are."""
        return any(
            SECRET in value or name in ("authorization", "cookie", "x-api-key") for name, value in self.headers.items()
        )


Answer = bytes | Iterable[bytes]


def reply(body: Any = b"", status: int = 200, **headers: str) -> bytes:
    """The bytes of an answer; a body that is no bytes is written as JSON. headers: - is written _."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} Said"]
    lines += [
        f"{name.replace('_', '-')}: {value}"
        for name, value in {"content_type": "application/fhir+json", **headers}.items()
    ]
    return "\r\n".join([*lines, f"content-length: {len(data)}", "connection: close", "", ""]).encode("latin-1") + data


class Hostile:
    """Runs while it is entered. answer: what is said to each request; asked: all that came. url: its base."""

    def __init__(self, answer: Callable[[Asked], Answer] = lambda asked: reply(STATEMENT)) -> None:
        self.answer, self.asked = answer, list[Asked]()
        handler = type("Handler", (_Handler,), {"at": self})
        self._http = _Quiet(("127.0.0.1", 0), handler)
        self._http.daemon_threads = True
        self.port = self._http.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/fhir"
        self.over = threading.Event()

    def __enter__(self) -> Hostile:
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.over.set()
        self._http.shutdown()
        self._http.server_close()


class _Quiet(ThreadingHTTPServer):
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """We are cut off, and should be."""


class _Handler(BaseHTTPRequestHandler):
    at: Hostile

    def _one(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        asked = Asked(self.command, self.path, {n.lower(): v for n, v in self.headers.items()}, body)
        self.at.asked.append(asked)
        answer = self.at.answer(asked)
        for piece in [answer] if isinstance(answer, bytes) else answer:
            if self.at.over.is_set():
                break
            self.wfile.write(piece)
            self.wfile.flush()
        self.close_connection = True

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = _one

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is printed."""
