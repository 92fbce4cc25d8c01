"""The HTTP adapter of geopy as we want it: one request a query, limited in time and in size.

geopy's own follows redirects (a second request, unpaced, to a host that nobody chose), waits
for ever while a response drips in, and reads it however large it is.
"""

from __future__ import annotations

import io
import socket
import time
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPMessage, HTTPResponse, HTTPSConnection
from typing import IO, Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import BaseHandler, HTTPHandler, HTTPSHandler, Request

from geopy.adapters import URLLibAdapter
from geopy.exc import GeocoderParseError, GeocoderServiceError, GeocoderTimedOut

LARGEST_RESPONSE = 4_000_000
"""Bytes of a response that are read; twenty candidates take some tens of thousands."""


class OneRequestAdapter(URLLibAdapter):
    """Sends a query in exactly one request, telling the service `more` than geopy would."""

    def __init__(self, *, proxies: Any, ssl_context: Any, more: Mapping[str, str]) -> None:  # noqa: ANN401
        super().__init__(proxies=proxies, ssl_context=ssl_context)
        self._more = f"&{urlencode(more)}" if more else ""
        opener = self.urlopen.__self__
        for handler in (_NoRedirects(), _Http(), _Https(context=ssl_context)):
            opener.add_handler(handler)

    def get_text(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> str:
        """Return the body of the response; see the base class for what it raises."""
        return super().get_text(url + self._more, timeout=timeout, headers=headers)

    def get_json(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> Any:  # noqa: ANN401
        """Return the response; `null` or an empty object is none, though geopy would take it so."""
        response = super().get_json(url, timeout=timeout, headers=headers)
        if not isinstance(response, list) and not response:
            raise GeocoderParseError(f"{response!r} instead of candidates")
        return response

    def _decode_page(self, page: HTTPResponse) -> str:
        """Return the body as text; the base class doesn't tell one failure from another.

        Nor does it close a response that it gave up amid.
        """
        try:
            with page:
                body = page.read()
        except TimeoutError:
            raise GeocoderTimedOut("timed out amid the answer") from None
        except (OSError, HTTPException) as error:
            raise GeocoderServiceError("the answer broke off") from error
        try:
            return str(body, encoding=page.headers.get_content_charset() or "utf-8")
        except (ValueError, LookupError):
            raise GeocoderParseError("the answer isn't text") from None


class _Limited(io.RawIOBase):
    """What comes over a socket, until the time is up or there is too much of it."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket, self._bytes = sock, sock.makefile("rb", buffering=0)
        self._left = LARGEST_RESPONSE
        self._until = time.monotonic() + (sock.gettimeout() or 0)

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int | None:  # noqa: ANN401
        seconds = self._until - time.monotonic()
        if seconds <= 0:
            raise TimeoutError("timed out")
        self._socket.settimeout(seconds)
        count = self._bytes.readinto(buffer)
        self._left -= count or 0
        if self._left < 0:
            raise GeocoderParseError(f"an answer of more than {LARGEST_RESPONSE // 10**6} MB")
        return count

    def close(self) -> None:
        self._bytes.close()
        super().close()


class _Response(HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **more: Any) -> None:  # noqa: ANN401
        super().__init__(sock, *args, **more)
        self.fp.close()
        self.fp = io.BufferedReader(_Limited(sock))


class _Connection(HTTPConnection):
    response_class = _Response


class _SecureConnection(HTTPSConnection):
    response_class = _Response


class _Http(HTTPHandler):
    handler_order = HTTPHandler.handler_order - 1

    def http_open(self, request: Request) -> HTTPResponse:
        return self.do_open(_Connection, request)


class _Https(HTTPSHandler):
    handler_order = HTTPSHandler.handler_order - 1

    def https_open(self, request: Request) -> HTTPResponse:
        return self.do_open(_SecureConnection, request, context=self._context)


class _NoRedirects(BaseHandler):
    handler_order = BaseHandler.handler_order - 1

    def http_error_302(
        self,
        request: Request,
        body: IO[bytes],
        code: int,
        message: str,
        headers: HTTPMessage,
    ) -> None:
        raise HTTPError(request.full_url, code, message, headers, body)

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302
