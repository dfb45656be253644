"""Templates compiled once a worker: each test has an application of its own, and would compile them all again."""

from __future__ import annotations

import jinja2
from jinja2.bccache import Bucket

from portal.ground import i18n

_compiled: dict[str, bytes] = {}


class Compiled(jinja2.BytecodeCache):
    """Compiled templates in memory, keyed by language, name and source."""

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return super().get_cache_key(f"{i18n.language()} {name}", filename)

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in _compiled:
            bucket.bytecode_from_string(_compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        _compiled[bucket.key] = bucket.bytecode_to_string()
