"""HTTP on the loopback: reads a call, asks the application, writes its reply."""

import socket
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol

from .application import Call, Reply


class Application(Protocol):
    """Whoever answers calls: Stripe's stand-in here, PayPal's next door."""

    def answer(self, call: Call) -> Reply: ...


class Server(ThreadingHTTPServer):
    """A thread per connection, one request per connection: nothing is left open when it stops."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, host: str, port: int, application: Application) -> None:
        super().__init__((host, port), _Handler)
        self.application = application
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.server_address[1]}"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hung up is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    timeout = 60

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        call = Call(self.command, self.path, headers, self.rfile.read(length))
        self._write(self.server.application.answer(call))

    def _write(self, reply: Reply) -> None:
        self.close_connection = True
        if reply.reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return
        self.send_response(reply.status)
        for name, value in (reply.headers | self._cors()).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(reply.body)

    def _cors(self) -> dict[str, str]:
        origin = self.headers.get("Origin")
        return {"Access-Control-Allow-Origin": origin, "Vary": "Origin"} if origin else {}

    def do_OPTIONS(self) -> None:
        allowed = {
            "Access-Control-Allow-Methods": "GET, POST, DELETE",
            "Access-Control-Allow-Headers": "Authorization, Content-Type, Stripe-Account, Stripe-Version",
            "Access-Control-Max-Age": "600",
        }
        self._write(Reply(204, headers=allowed))

    do_GET = do_POST = do_DELETE = _answer

    def log_message(self, *_: Any) -> None:
        """Quiet: the product's own log says what was called."""
