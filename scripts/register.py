"""Write the register of persons into docs/decisions/end-of-time.md."""

from __future__ import annotations

from portal import config
from portal.rules.teams.register import as_table

PAGE = config.ROOT / "docs" / "decisions" / "end-of-time.md"

if __name__ == "__main__":
    text = PAGE.read_text()
    PAGE.write_text(text[: text.index("| | columns | why |")] + as_table() + "\n")
