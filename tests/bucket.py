"""A bucket that speaks as much of S3 as a backup needs, over real HTTP: put (whole or in parts), list, get, delete."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit


class Bucket(BaseHTTPRequestHandler):
    """Its server keeps `files` by path, `parts` of what is not there whole, and answers nobody while `shut`."""

    protocol_version = "HTTP/1.1"

    def _asked(self) -> tuple[str, dict[str, list[str]]]:
        where = urlsplit(self.path)
        return unquote(where.path), parse_qs(where.query, keep_blank_values=True)

    def _answer(self, status: int, body: bytes = b"", **heads: str) -> None:
        self.send_response(status)
        for name, value in heads.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _may(self) -> bool:
        signed = "AWS4-HMAC-SHA256 Credential=kunci/" in self.headers.get("authorization", "")
        if self.server.shut or not signed:
            self._answer(403, b"<Error><Code>AccessDenied</Code></Error>")
        return signed and not self.server.shut

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if not self._may():
            return
        path, asked = self._asked()
        if "partNumber" in asked:
            self.server.parts[path, int(asked["partNumber"][0])] = body
        else:
            self.server.files[path] = body
        self._answer(200, etag='"x"')

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers.get("content-length", 0)))
        if not self._may():
            return
        path, asked = self._asked()
        if "uploads" in asked:
            self._answer(200, b"<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>")
        elif "uploadId" in asked:
            parts = sorted(key for key in self.server.parts if key[0] == path)
            self.server.files[path] = b"".join(self.server.parts.pop(key) for key in parts)
            self._answer(200, b'<CompleteMultipartUploadResult><ETag>"x"</ETag></CompleteMultipartUploadResult>')
        else:
            names = re.findall(r"<Key>(.*?)</Key>", sent.decode())
            for name in names:
                self.server.files.pop(f"{path.rstrip('/')}/{name}", None)
            gone = "".join(f"<Deleted><Key>{name}</Key></Deleted>" for name in names)
            self._answer(200, f"<DeleteResult>{gone}</DeleteResult>".encode())

    def do_GET(self) -> None:
        if not self._may():
            return
        path, asked = self._asked()
        if "list-type" in asked:
            begins = f"{path.rstrip('/')}/{asked.get('prefix', [''])[0]}"
            found = [each.removeprefix(f"{path.rstrip('/')}/") for each in self.server.files if each.startswith(begins)]
            rows = "".join(
                f"<Contents><Key>{key}</Key>"
                f"<LastModified>2026-11-30T00:00:00.000Z</LastModified><Size>1</Size></Contents>"
                for key in sorted(found)
            )
            self._answer(200, f"<ListBucketResult><IsTruncated>false</IsTruncated>{rows}</ListBucketResult>".encode())
        elif path in self.server.files:
            self._answer(200, self.server.files[path], etag='"x"', last_modified="Mon, 30 Nov 2026 00:00:00 GMT")
        else:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

    def do_DELETE(self) -> None:
        if self._may():
            self.server.files.pop(self._asked()[0], None)
            self._answer(204)

    def log_message(self, *_words: object) -> None: ...


class Kept(ThreadingHTTPServer):
    """The server of one bucket."""

    files: dict[str, bytes]
    parts: dict[tuple[str, int], bytes]
    shut = False


@contextmanager
def bucket() -> Iterator[Kept]:
    server = Kept(("127.0.0.1", 0), Bucket)
    server.files, server.parts = {}, {}
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
