"""Lines of the log without personal data."""

from __future__ import annotations

import logging
import re

POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data: blob:",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


class WithoutValues(logging.Formatter):
    """Tracebacks without what PostgreSQL adds to its errors: `DETAIL` quotes the row, with the names and phones in it
    (R7)."""

    def formatException(self, ei):  # type: ignore[no-untyped-def]
        return re.sub(r"(?ms)^DETAIL:.*?(?=^\s*$|^Traceback|\Z)", "DETAIL: left out\n", super().formatException(ei))
