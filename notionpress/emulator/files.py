"""Addresses of hosted files: signed anew at every read, and expiring.

Their shape is that of Notion's: path `/<space id>/<file id>/<name>` and the parameters of Amazon S3.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import msgspec

from notionpress.emulator.times import from_moment

PUBLIC = "public.notion-static.com"
_SIGNATURE = "X-Amz-Signature"


class FileRefusal(Exception):
    """What S3 answers instead of a file: status, code and message."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message

    def xml(self) -> str:
        """The body of the answer."""
        inner = f"<Code>{self.code}</Code><Message>{self.message}</Message>"
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<Error>{inner}</Error>'


class Signed(msgspec.Struct, frozen=True):
    """The address of a hosted file and when it expires."""

    url: str
    expiry_time: str


class FileLinks:
    """Makes and checks addresses. `base_url` is the server's, `lifetime` in seconds."""

    def __init__(self, base_url: str, now: Callable[[], datetime], lifetime: float) -> None:
        self.base_url = base_url
        self._now = now
        self._lifetime = timedelta(seconds=lifetime)
        self._secret = secrets.token_bytes(32)

    def signed(self, space_id: str, file_id: str, name: str) -> Signed:
        """A new address of a hosted file."""
        now = self._now().astimezone(UTC)
        path = f"/{space_id}/{file_id}/{quote(name, safe='')}"
        stamp = now.strftime("%Y%m%dT%H%M%SZ")
        parameters = {
            "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
            "X-Amz-Content-Sha256": "UNSIGNED-PAYLOAD",
            "X-Amz-Credential": f"EMULATOR/{stamp[:8]}/us-west-2/s3/aws4_request",
            "X-Amz-Date": stamp,
            "X-Amz-Expires": str(int(self._lifetime.total_seconds())),
            "X-Amz-Security-Token": f"{secrets.token_urlsafe(12)}.{now.timestamp():.6f}",
            _SIGNATURE: "",
            "X-Amz-SignedHeaders": "host",
            "x-amz-checksum-mode": "ENABLED",
            "x-id": "GetObject",
        }
        parameters[_SIGNATURE] = self._signature(path, parameters)
        url = f"{self.base_url}{path}?{urlencode(parameters)}"
        return Signed(url, from_moment(now + self._lifetime))

    def public(self, file_id: str, name: str) -> str:
        """The address of a file that anyone may read for ever, such as a custom emoji."""
        return f"{self.base_url}/{PUBLIC}/{file_id}/{quote(name, safe='')}"

    def file_id(self, raw_path: str) -> str:
        """The id of the file that a request asks for. Raises FileRefusal when it may not have it.

        `raw_path` is path and query as they were sent.
        """
        parts = urlsplit(raw_path)
        space_or_public, _, rest = parts.path.lstrip("/").partition("/")
        file_id, slash, _ = rest.partition("/")
        if not slash:
            raise FileRefusal(403, "AccessDenied", "Access Denied")
        if space_or_public != PUBLIC:
            self._check(parts.path, dict(parse_qsl(parts.query, keep_blank_values=True)))
        return file_id

    def _check(self, path: str, parameters: Mapping[str, str]) -> None:
        if _SIGNATURE not in parameters:
            raise FileRefusal(403, "AccessDenied", "Access Denied")
        # Compared as bytes: the given one may hold anything.
        given, right = parameters[_SIGNATURE].encode(), self._signature(path, parameters).encode()
        if not hmac.compare_digest(given, right):
            message = (
                "The request signature we calculated does not match the signature you provided."
                " Check your key and signing method."
            )
            raise FileRefusal(403, "SignatureDoesNotMatch", message)
        signed = datetime.fromtimestamp(float(parameters["X-Amz-Security-Token"].partition(".")[2]), UTC)
        if self._now() >= signed + self._lifetime:
            raise FileRefusal(403, "AccessDenied", "Request has expired")

    def _signature(self, path: str, parameters: Mapping[str, str]) -> str:
        rest = sorted((name, value) for name, value in parameters.items() if name != _SIGNATURE)
        text = f"{unquote(path)}\n{urlencode(rest)}"
        return hmac.new(self._secret, text.encode(), hashlib.sha256).hexdigest()
