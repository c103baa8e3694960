"""Whether a webhook comes from Notion: its signature over the bytes of the body."""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import Final

HEADER: Final = "X-Notion-Signature"
"""The header that holds the signature, https://developers.notion.com/reference/webhooks."""

_SIGNATURE: Final = re.compile(r"sha256=([0-9a-fA-F]{64})", re.ASCII)


def signature(body: bytes, secret: str) -> str:
    """What Notion sends with a body: `sha256=` and the HMAC-SHA256 of its bytes, keyed by the verification token."""
    return f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"


def is_signature(given: str) -> bool:
    """Whether a header has the form of a signature; any other cannot be right."""
    return _SIGNATURE.fullmatch(given) is not None


def is_signed(body: bytes, given: str, secret: str) -> bool:
    """Whether a header is the signature of these bytes; it takes as long where it is nearly right.

    Upper-case digits are taken for lower-case ones, as `verifyWebhookSignature` of Notion's own client does.
    """
    return bool(secret) and is_signature(given) and hmac.compare_digest(given.lower(), signature(body, secret))
