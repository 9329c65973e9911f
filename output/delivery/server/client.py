"""The client of one server: a client of HTTP that knows where it may go and whom to tell of long waits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx2

from output.delivery.server.named import Server


class Client(httpx2.AsyncClient):
    """Speaks to one server. at: which; say: prints lines for the user, or nothing."""

    def __init__(self, at: Server, say: Callable[[list[str]], None] | None, **options: Any) -> None:
        super().__init__(**options)
        self.at = at
        self.say = say or (lambda lines: None)
