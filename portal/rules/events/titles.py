"""What an event is called: a lecture about products says so in its title (R9), whoever writes it."""

from __future__ import annotations

LECTURE = "产品讲座："
LONGEST = 80
_SAID = ("产品讲座：", "产品讲座:")


def titled(kind: str, title: str, kind_before: str = "") -> str:
    """The title with the words before it that its kind wants, once; without them where it was a lecture before."""
    bare = title
    while kind == "lecture" or kind_before == "lecture":
        said = next((words for words in _SAID if bare.startswith(words)), "")
        if not said:
            break
        bare = bare.removeprefix(said).lstrip()
    return f"{LECTURE}{bare}" if kind == "lecture" and bare else bare
