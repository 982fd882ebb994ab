"""A strict server of OpenAI's chat and embeddings API on 127.0.0.1, for tests.

::

    with OpenAIServer() as server:
        server.script({"candidates": []}, Failure(429, retry_after=0), "plain text")
        model = chat_model("openai:gpt-4o-mini", base_url=server.url, api_key=server.key)
        ...
        server.requests[0].body["response_format"]

It refuses what the real one refuses, in its words: keys, parameters, messages, tools and,
above all, schemas that the strict mode does not allow. A scripted structured answer must
itself conform to the schema that was asked for, else leaving the ``with`` block fails.
"""

import json
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from models.openai_answers import (
    CutOff,
    Dropped,
    Failure,
    Malformed,
    Page,
    Refusal,
    Slow,
    ToolCalls,
    completion_chunks,
    completion_of,
    embeddings_of,
)
from models.openai_requests import check_body, check_chat, check_embeddings, check_key
from models.openai_schemas import RefusedError

__all__ = [
    "CutOff",
    "Dropped",
    "Failure",
    "Malformed",
    "OpenAIServer",
    "Page",
    "Refusal",
    "Request",
    "Slow",
    "ToolCalls",
]

MODELS = (
    "gpt-4.1-mini",
    "gpt-4o",
    "gpt-4o-mini",
    "gpt-5-mini",
    "llama3.1",
    "o3-mini",
    "text-embedding-3-small",
)


@dataclass(frozen=True)
class Request:
    """One request as it came in; the header names are in lower case."""

    path: str
    headers: dict[str, str]
    body: Any


@dataclass
class OpenAIServer:
    """The server; entering it starts it, leaving it stops it.

    Attributes:
        key: The one key that is accepted; None accepts any or none, as local servers do.
        models: The names that are known; any other is a 404.
        requests: Every request so far, refused ones included.
        mistakes: Scripted answers that did not conform to what was asked for, and crashes.
        answer: Makes the reply to a chat request's body where no script is left; None for the
            smallest that conforms.
    """

    key: str | None = "sk-test-0123456789abcdef"
    models: tuple[str, ...] = MODELS
    requests: list[Request] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)
    answer: Callable[[dict[str, Any]], Any] | None = None

    def __post_init__(self):
        self._replies = []
        self._lock = threading.Lock()
        self._http = _Http(("127.0.0.1", 0), _Handler)
        self._http.owner = self
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def url(self):
        """The base URL, as OPENAI_BASE_URL takes it."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def script(self, *replies):
        """Answer the next chat requests with these, then with the smallest that conforms.

        A dict is a structured answer, or the arguments of the tool that is demanded; a str is
        plain text; the rest are the classes that this module exports.
        """
        with self._lock:
            self._replies.extend(replies)
        return self

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, kind, *_):
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()
        if kind is None:
            self._fail_if_mistaken()

    def reset(self):
        """Begin anew for the next test; fail if a script did not fit in this one."""
        with self._lock:
            self.requests, self._replies = [], []
        self._fail_if_mistaken()

    def _fail_if_mistaken(self):
        mistakes, self.mistakes = self.mistakes, []
        if mistakes:
            raise AssertionError("; ".join(mistakes))

    def note(self, request):
        """Keep a request."""
        with self._lock:
            self.requests.append(request)

    def next_reply(self, body):
        """Return the next scripted reply once it may be sent, else what `answer` makes, or None."""
        with self._lock:
            reply = self._replies.pop(0) if self._replies else None
        if reply is None and self.answer is not None:
            return self.answer(body)
        if isinstance(reply, Slow):
            reply.until.wait(timeout=30)
            return reply.then
        return reply


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    owner: OpenAIServer

    def handle_error(self, *_):
        """Note a mistake of the server's own; a client that hangs up makes none."""
        if not isinstance(error := sys.exception(), OSError):
            self.owner.mistakes.append(repr(error))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        """Say nothing on stderr."""

    def do_GET(self):
        self._serve({"/v1/models": self._models}, None)

    def do_POST(self):
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            body = json.loads(raw)
        except ValueError:
            body = raw
        routes = {"/v1/chat/completions": self._chat, "/v1/embeddings": self._embeddings}
        self._serve(routes, body)

    def _serve(self, routes, body):
        owner, headers = self.server.owner, {k.lower(): v for k, v in self.headers.items()}
        owner.note(Request(self.path, headers, body))
        try:
            check_key(owner.key, headers.get("authorization"))
            if self.path not in routes:
                raise RefusedError(  # noqa: TRY301 -- a route that is missing is a refusal, too
                    f"Invalid URL ({self.command} {self.path})", status=404
                )
            if self.command == "POST":
                check_body(body, owner.models)
            routes[self.path](body)
        except RefusedError as error:
            self._json(error.body, error.status)

    def _models(self, _):
        names = self.server.owner.models
        rows = [{"id": m, "object": "model", "created": 0, "owned_by": "test"} for m in names]
        self._json({"object": "list", "data": rows})

    def _embeddings(self, body):
        check_embeddings(body)
        self._json(embeddings_of(body))

    def _chat(self, body):
        check_chat(body)
        reply = self.server.owner.next_reply(body)
        if isinstance(reply, Failure):
            error = RefusedError(reply.message, status=reply.status, code=reply.code)
            self._json(error.body, reply.status, reply.headers)
        elif isinstance(reply, Page):
            self._send(reply.html.encode(), "text/html")
        elif isinstance(reply, Dropped):
            self._send(b'{"id": "chatcmpl-1", "choi', "application/json", missing=100)
        else:
            self._complete(body, reply)

    def _complete(self, body, reply):
        try:
            completion = completion_of(body, reply)
        except ValueError as mistake:
            self.server.owner.mistakes.append(str(mistake))
            raise RefusedError(f"Test script: {mistake}", status=500) from None
        if body.get("stream"):
            self._events(completion_chunks(body, completion))
        else:
            self._json(completion)

    def _json(self, value, status=200, headers=()):
        self._send(json.dumps(value).encode(), "application/json", status, headers)

    def _send(self, content, kind, status=200, headers=(), *, missing=0):
        """Send a response; with `missing` bytes announced that never come, then hang up."""
        self.send_response(status)
        for name, value in dict(headers).items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content) + missing))
        self.end_headers()
        self._write(content)
        self.close_connection = bool(missing) or self.close_connection

    def _events(self, chunks):
        """Send server-sent events, each as one piece of a chunked body."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for chunk in [*map(json.dumps, chunks), "[DONE]"]:
            event = f"data: {chunk}\n\n".encode()
            self._write(b"%x\r\n%s\r\n" % (len(event), event))
        self._write(b"0\r\n\r\n")

    def _write(self, content):
        try:
            self.wfile.write(content)
        except OSError:  # the client has gone, for instance after its time-out
            self.close_connection = True
