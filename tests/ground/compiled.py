"""Templates compiled once a worker: each test has an application of its own, and would compile them all again."""

from __future__ import annotations

import jinja2
from jinja2.bccache import Bucket

_compiled: dict[str, bytes] = {}


class Compiled(jinja2.BytecodeCache):
    """Compiled templates in memory, keyed by name and source."""

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in _compiled:
            bucket.bytecode_from_string(_compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        _compiled[bucket.key] = bucket.bytecode_to_string()
