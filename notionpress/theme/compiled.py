"""Templates as Jinja has compiled them, for a process that loads its theme again and again."""

from __future__ import annotations

from types import CodeType

import jinja2
from jinja2.bccache import Bucket


class CompiledTemplates(jinja2.BytecodeCache):
    """Keeps what templates were compiled to, in memory, while their sources stay the same."""

    def __init__(self) -> None:
        self._codes: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what is kept of a template."""
        checksum, code = self._codes.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template in place of its older version."""
        if bucket.code is not None:
            self._codes[bucket.key] = bucket.checksum, bucket.code
