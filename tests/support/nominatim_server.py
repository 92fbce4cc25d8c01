"""A geocoding server on the loopback interface that speaks Nominatim's JSON, or fails as told."""

import json
import socket
import struct
import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


def place(name, latitude, longitude, kind="suburb", **more):
    """One place, in the words of Nominatim's search API."""
    return {
        "place_id": 1,
        "licence": "Data © the loopback server",
        "osm_type": "node",
        "osm_id": 7,
        "lat": str(latitude),
        "lon": str(longitude),
        "class": "place",
        "type": kind,
        "addresstype": kind,
        "display_name": name,
        **more,
    }


@dataclass
class Response:
    """What to send instead of an answer.

    `silent` sends nothing until the server stops, `drip` a byte now and then of what is left of
    it (`headers` or `body`), `reset` breaks the connection.
    """

    status: int = 200
    body: bytes = b"[]"
    headers: dict = field(default_factory=dict)
    silent: bool = False
    reset: bool = False
    drip: str = ""


class NominatimServer:
    """Answers from `places`, by query; first gives the `failures` it was told, one a request.

    With `tls`, the context of a server, it speaks HTTPS.
    """

    def __init__(self, tls=None):
        self.places = {}
        self.failures = deque()
        self.requests = []
        self.stopping = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self._server.server_port}"

    def __enter__(self):
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def asked(self, name):
        """The values of one parameter, or header, a request."""
        return [{**headers, **query}.get(name) for query, headers in self.requests]

    def response(self, query):
        if self.failures:
            return self.failures.popleft()
        return Response(body=json.dumps(self.places.get(query["q"], [])).encode())

    def _handler(server):  # noqa: C901, N805
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                query = {k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()}
                server.requests.append((query, dict(self.headers)))
                response = server.response(query)
                if response.silent:
                    server.stopping.wait()
                    return
                if response.reset:
                    now = struct.pack("ii", 1, 0)
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, now)
                    self.rfile.close()
                    self.connection.close()
                    return
                if response.drip == "headers":
                    self.drip(b"HTTP/1.0 200 OK\r\nX: " + 1000 * b"x")
                    return
                self.send_response(response.status)
                for name, value in response.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                if response.drip:
                    self.drip(1000 * b" ")
                self.write(response.body)

            def drip(self, content):
                for byte in content:
                    self.write(bytes([byte]))
                    if server.stopping.wait(0.05):
                        return

            def write(self, content):
                with suppress(OSError):  # whoever asked has given up
                    self.wfile.write(content)
                    self.wfile.flush()

            def log_message(self, *_):
                pass

        return Handler


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self):
        self.now = 0.0
        self.slept = []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds
