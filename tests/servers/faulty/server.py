"""The server itself: HTTP on this machine, a thread for each connection."""

from __future__ import annotations

import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from tests.servers.faulty.faults import Faults
from tests.servers.faulty.importing import fetch, imported_types
from tests.servers.faulty.rules import Lies, Rules
from tests.servers.faulty.search import everything, included, search
from tests.servers.faulty.statement import stated
from tests.servers.faulty.store import Refused, Store
from tests.servers.faulty.writing import answer, outcome, process

BASE = "/fhir"
PAGE = 50


class FaultyServer:
    """Runs while it is entered. url: its base. store: what it holds. requests: how many it was sent, by method and path.

    importing: how many imports are under way. holds_from: once it holds so many resources, what else would change something waits for `let_go`, and `holding` is set.
    """

    def __init__(self, faults: Faults | None = None, rules: Rules | None = None, lies: Lies | None = None) -> None:
        self.faults, self.rules, self.lies = faults or Faults(), rules or Rules(), lies or Lies()
        self.store = Store(self.rules, self.lies)
        self.requests: list[tuple[str, str]] = []
        self.entries: list[int] = []
        self.imported: list[list[str]] = []
        self.writing: set[str] = set()
        self.importing = 0
        self.holds_from: int | None = None
        self.holding, self._let_go = threading.Event(), threading.Event()
        handler = type("Handler", (_Handler,), {"at": self})
        self._http = _Quiet(("127.0.0.1", 0), handler)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}{BASE}"

    def bring(self, parameters: dict[str, Any]) -> None:
        """Do one import; imports are asked for one after another, so `importing` needs no lock."""
        try:
            fetch(self, parameters)
        finally:
            self.importing -= 1

    def hold(self) -> None:
        """Wait, if what is held is enough for now."""
        if self.holds_from is not None and sum(map(len, list(self.store.held.values()))) >= self.holds_from:
            self.holding.set()
            self._let_go.wait()

    def let_go(self) -> None:
        """Do what had to wait, and return when everything of clients that are gone is done."""
        self.holds_from = None
        self._let_go.set()
        self._http.until_quiet()

    def __enter__(self) -> FaultyServer:
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._http.shutdown()
        self._http.server_close()


class _Quiet(ThreadingHTTPServer):
    request_queue_size = 128

    def __init__(self, *what: Any) -> None:
        self._ports: set[int] = set()
        self._open = 0
        self._changed = threading.Condition()
        super().__init__(*what)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._changed:
            self._ports.add(client_address[1])
            self._open += 1
            self._changed.notify_all()
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._changed:
                self._open -= 1
                self._changed.notify_all()

    def until_quiet(self) -> None:
        """Return when no connection is open, nor waits to be accepted: they are accepted in turn, and this is the last."""
        with socket.create_connection(self.server_address[:2]) as last:
            port = last.getsockname()[1]
            with self._changed:
                self._changed.wait_for(lambda: port in self._ports)
        with self._changed:
            self._changed.wait_for(lambda: not self._open)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Connections are cut here on purpose."""


class _Handler(BaseHTTPRequestHandler):
    at: FaultyServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._one("GET")

    def do_POST(self) -> None:
        self._one("POST")

    def do_PUT(self) -> None:
        self._one("PUT")

    def do_DELETE(self) -> None:
        self._one("DELETE")

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is printed."""

    def _one(self, method: str) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        at = self.at
        at.requests.append((method, self.path))
        names = writes(method, self.path, body) if at.rules.contended else set()
        with at.store.lock:
            if names & at.writing:
                return self._send(409, outcome("conflict", "it is being written"))
            at.writing |= names
        try:
            self._answer_to(method, body)
        finally:
            with at.store.lock:
                at.writing -= names

    def _answer_to(self, method: str, body: bytes) -> None:
        at = self.at
        if at.rules.seconds:
            time.sleep(at.rules.seconds)
        if at.rules.authorisation and self.headers.get("Authorization") != at.rules.authorisation:
            return self._send(401, outcome("login", "authorisation is needed"))
        if method != "GET":
            at.hold()
        fault = at.faults.next(write=method != "GET")
        if fault == "cut before":
            return self._cut()
        if fault == "slow":
            time.sleep(0.2)
        if fault and fault.isdigit():
            return self._send(int(fault), outcome("transient", f"injected {fault}"), at.faults.retry_after)
        try:
            status, content = self._do(method, body, partial=fault == "partial")
        except Refused as refused:
            status, content = refused.status, outcome("processing", str(refused))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            status, content = 400, outcome("structure", f"cannot be read: {error!r}")
        if fault == "cut after":
            return self._cut()
        self._send(status, content)

    def _cut(self) -> None:
        self.close_connection = True
        self.connection.shutdown(2)

    def _send(self, status: int, content: dict[str, Any] | None, retry_after: str | None = None) -> None:
        data = json.dumps(content).encode() if content is not None and status != 204 else b""
        self.send_response(status)
        self.send_header("Content-Type", "application/fhir+json")
        self.send_header("Content-Length", str(len(data)))
        if retry_after is not None and status in (429, 503):
            self.send_header("Retry-After", retry_after)
        self.end_headers()
        self.wfile.write(data)

    def _do(self, method: str, body: bytes, partial: bool) -> tuple[int, dict[str, Any] | None]:
        at, url = self.at, urlsplit(self.path)
        path = [unquote(part) for part in url.path.removeprefix(BASE).split("/") if part]
        query = parse_qsl(url.query, keep_blank_values=True)
        if method == "GET":
            return 200, self._read(path, query)
        if at.rules.bytes is not None and len(body) > at.rules.bytes:
            raise Refused(413, f"the body has more than {at.rules.bytes} bytes")
        if method == "POST" and path == ["$import"] and at.rules.imports:
            at.imported.append(sorted(imported_types(json.loads(body))))
            at.importing += 1
            threading.Thread(target=at.bring, args=(json.loads(body),), daemon=True).start()
            return 202, None
        if method == "POST" and not path:
            return process(at, json.loads(body), partial)
        if method == "PUT" and len(path) == 2:
            return answer(at.store, path[0], path[1], json.loads(body))
        if method == "DELETE" and len(path) == 2:
            return at.store.delete(path[0], path[1]), None
        raise Refused(404, f"there is nothing at {self.path}")

    def _read(self, path: list[str], query: list[tuple[str, str]]) -> dict[str, Any]:
        store = self.at.store
        if path == ["metadata"]:
            return _capabilities(self.at.rules)
        if len(path) == 2:
            found = store.get(path[0], path[1])
            if found is None:
                known = store.truth(path[0], path[1]) is None and store.versions(path[0], path[1])
                raise Refused(410 if known else 404, f"{path[0]}/{path[1]} is not there")
            return found
        if len(path) == 3 and path[0] == "Patient" and path[2] == "$everything":
            if store.get("Patient", path[1]) is None:
                raise Refused(404, f"Patient/{path[1]} is not there")
            return self._page(path, query, everything(store, path[1]))
        if len(path) == 1:
            return self._page(path, query, search(store, path[0], query))
        raise Refused(404, f"there is nothing at {self.path}")

    def _page(self, path: list[str], query: list[tuple[str, str]], found: list[dict[str, Any]]) -> dict[str, Any]:
        asked = dict(query)
        lies = self.at.lies
        total = len(found) + lies.added
        if asked.get("_summary") == "count" and self.at.rules.summary:
            return {"resourceType": "Bundle", "type": "searchset", "total": total}
        size, begin = int(asked.get("_count", PAGE)), int(asked.get("_page", 0))
        page = found[begin : begin + size]
        if lies.pages == "torn" and begin + size < len(found):
            page = page[:-1]
        more = included(self.at.store, page, query)
        entries = [(r, "match") for r in page] + [(r, "include") for r in more]
        bundle: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset"}
        if self.at.rules.summary:
            bundle["total"] = total
        if begin + size < len(found):
            following = 0 if lies.pages == "endless" and begin else begin + size
            rest = urlencode([*((n, v) for n, v in query if n != "_page"), ("_page", str(following))])
            bundle["link"] = [{"relation": "next", "url": f"{self.at.url}/{'/'.join(path)}?{rest}"}]
        if entries:
            bundle["entry"] = [
                {"fullUrl": f"{self.at.url}/{r['resourceType']}/{r['id']}", "resource": r, "search": {"mode": mode}}
                for r, mode in entries
            ]
        return bundle


def writes(method: str, path: str, body: bytes) -> set[str]:
    """What a request writes, as "Type/id"."""
    if method == "PUT":
        return {path.removeprefix(f"{BASE}/")}
    entries = json.loads(body).get("entry", []) if method == "POST" else []
    return {each["request"]["url"] for each in entries if each["request"]["method"] == "PUT"}


def _capabilities(rules: Rules) -> dict[str, Any]:
    interactions = [{"code": code} for code, there in
                    (("transaction", rules.transactions != "none"), ("batch", rules.batches)) if there]  # fmt: skip
    rest: dict[str, Any] = {"mode": "server", "interaction": interactions, "resource": stated()}
    if rules.imports:
        rest["operation"] = [
            {"name": "import", "definition": "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/import"}
        ]
    return {
        "resourceType": "CapabilityStatement", "status": "active", "kind": "instance", "fhirVersion": "4.0.1",
        "format": ["json"], "software": {"name": rules.software, "version": "1"}, "rest": [rest],
    }  # fmt: skip
