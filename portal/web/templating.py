"""Our Jinja: templates compiled once for each language, and macros, modules and rows reached by a shorter way.

A text without words to fill in is a constant of the compiled page. Measured on the client page (demo branch): 300 of
470 calls a page were such look-ups. Of the rest of a page most was Jinja's way to a macro (it asks each callable what
it wants to be given, and each imported module whether the context knows more than it), so those ways are cut short
here.

A template is written one element a line; its line breaks are not spaces on the page (`Tight`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from types import SimpleNamespace
from typing import Any

from flask.templating import Environment
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, MacroRef
from jinja2.compiler import Frame as CodeFrame
from jinja2.environment import Template, TemplateModule
from jinja2.ext import Extension
from jinja2.lexer import Token
from jinja2.runtime import Context, Macro
from jinja2.utils import LRUCache, missing
from jinja2.visitor import NodeTransformer
from markupsafe import Markup
from peewee import Model

from portal.ground import i18n

PURE = frozenset(
    {
        "finding/columns_parts.html",
        "components/chips.html",
        "components/people.html",
        "components/places.html",
        "components/tiers.html",
    }
)
"""Files of components that ask nothing of the request: neither its person nor the time."""
MOST_KEPT = 3000


class ByLanguage(LRUCache):
    """What is kept is kept for the language of whoever asks: two readers at the same moment never get each other's
    page."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get((i18n.language(), key), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__((i18n.language(), key), value)


class Component(Macro):
    """A macro of a page: it is given what the template gives it, and its text is HTML."""

    def __call__(self, *args: Any, **kwargs: Any) -> str:
        if kwargs or len(args) > self._argument_count or self.caller or self.catch_kwargs or self.catch_varargs:
            return super().__call__(*args, **kwargs)
        if len(args) < self._argument_count:
            args += (missing,) * (self._argument_count - len(args))
        return Markup(self._func(*args))  # noqa: S704 (the template has escaped it)


class Kept(Component):
    """A component whose text follows from its arguments alone: a chip, a badge, a person. It is made once."""

    def __init__(self, *parts: Any, **more: Any) -> None:
        super().__init__(*parts, **more)
        self.known: dict[Any, str] = {}

    def __call__(self, *args: Any, **kwargs: Any) -> str:
        if self.caller:
            return super().__call__(*args, **kwargs)
        given = (*args, *kwargs.values())
        key = (args, *kwargs.items(), *map(type, given))  # "<b>" that is HTML already equals "<b>" that somebody typed
        try:
            found = self.known.get(key)
        except TypeError:  # an argument that cannot be a key
            return super().__call__(*args, **kwargs)
        if found is None:
            if any(isinstance(one, Model) for one in given):  # one row is equal to another reading of it
                return super().__call__(*args, **kwargs)
            if len(self.known) >= MOST_KEPT:
                self.known.clear()
            found = self.known[key] = super().__call__(*args, **kwargs)
        return found


class PageContext(Context):
    """A context that calls our components straight."""

    def call(__self, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        if not isinstance(__obj, Component):
            return super().call(__obj, *args, **kwargs)
        kwargs.pop("_loop_vars", None)
        kwargs.pop("_block_vars", None)
        return __obj(*args, **kwargs)


class Page(Template):
    """A template whose module is made once: every template has the environment's globals and no others."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        if self._module is None:
            self._module = self.make_module()
        return self._module


class _Code(CodeGenerator):
    """Writes our component where Jinja writes its macro; one that is kept where the file is pure."""

    def macro_def(self, macro_ref: MacroRef, frame: CodeFrame) -> None:
        self.write("environment.pure." if self.name in PURE else "environment.")
        super().macro_def(macro_ref, frame)


class LanguageEnvironment(Environment):
    """Keeps a template apart by the language in which it was compiled; pages are HTML, whatever their name."""

    Macro = Component
    pure = SimpleNamespace(Macro=Kept)
    context_class = PageContext
    template_class = Page
    code_generator_class = _Code

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.cache = ByLanguage(4000)  # type: ignore[assignment]
        self.add_extension(Tight)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """`row.name` of a dict is its value; what else a dict can do (`items`) comes after."""
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        return _Said().visit(super()._parse(source, name, filename))  # type: ignore[no-any-return]


class Tight(Extension):
    """Line breaks of a template are for its reader: one beside a tag, or between two `{{ }}` or `{% %}`, is nothing on
    the page. Beside words that stand in the template itself it is one space, as are blanks within a line; a space that
    is wanted at a line's end is `{{ " " }}`. A middle dot always stands between two spaces, and never
    begins a line. Within quotes a line break is one space; nothing changes within <pre>, <textarea> and <script>.
    """

    def filter_stream(self, stream: Iterable[Token]) -> Iterator[Token]:
        white = _White()
        held: Token | None = None
        for token in stream:
            if token.type != "data":
                if held is not None and (text := white.tightened(held.value, before=token.type)):
                    yield Token(held.lineno, "data", text)
                held = None
                white.seen(token.type)
                yield token
            elif held is None:
                held = token
            else:  # a comment stood between the two
                held = Token(held.lineno, "data", held.value + token.value)
        if held is not None and (text := white.tightened(held.value, before="end")):
            yield Token(held.lineno, "data", text)


class _White:
    """Where in the page the text of a template stands: among words, in a tag, in its quotes, or where blanks count."""

    IN_TEXT = re.compile(r"[ \t\r\n]+|<!--.*?-->|</?[A-Za-z][^\s/>]*|(?:[^\s<]|[^\S \t\r\n])+|<", re.S)
    IN_TAG = re.compile(r"[ \t\r\n]+|/?>|[\"']|[^\s>\"'/]+|/")
    BREAK = re.compile(r"[ \t]*\n\s*")
    RAW = ("pre", "textarea", "script", "style")
    DOT = "·"
    SIDES = {"variable_end": "code", "block_end": "code", "variable_begin": "code", "block_begin": "code"}

    def __init__(self) -> None:
        self.tag = self.quote = self.raw = ""
        self.last = "tag"
        """What stands before: a tag, words or code; a template begins and ends as if beside a tag."""

    def seen(self, kind: str) -> None:
        self.last = self.SIDES.get(kind, self.last)

    def tightened(self, data: str, before: str) -> str:
        """The text without what is only for the template's reader; `before`: the token it stands before."""
        out: list[str] = []
        at = 0
        while at < len(data):
            if self.raw:
                at = self._raw(data, at, out)
            elif self.quote:
                at = self._quoted(data, at, out)
            else:
                found = (self.IN_TAG if self.tag else self.IN_TEXT).match(data, at)
                assert found, data[at:]
                at = found.end()
                if found[0].isspace() and found[0][0] in " \t\r\n":
                    out.append(self._space(found[0], data, at, before))
                elif self.tag:
                    self._in_tag(found[0], out)
                else:
                    self._in_text(found[0], out)
        return "".join(out)

    def _raw(self, data: str, at: int, out: list[str]) -> int:
        end = data.lower().find("</" + self.raw, at)
        if end < 0:
            end = len(data)
        else:
            self.raw = ""
        out.append(data[at:end])
        return end

    def _quoted(self, data: str, at: int, out: list[str]) -> int:
        end = data.find(self.quote, at) + 1
        if end:
            self.quote = ""
        out.append(self.BREAK.sub(" ", data[at : end or len(data)]))
        return end or len(data)

    def _in_tag(self, found: str, out: list[str]) -> None:
        if found in ('"', "'"):
            self.quote = found
        elif found.endswith(">"):
            name, self.tag, self.last = self.tag, "", "tag"
            self.raw = name if name in self.RAW else ""
        out.append(found)

    def _in_text(self, found: str, out: list[str]) -> None:
        if len(found) > 1 and found[0] == "<":
            self.last = "tag"
            self.tag = "" if found.startswith("<!--") else found[1:].lower()
        else:
            self.last = "dot" if found == self.DOT else "words"
        out.append(f"\u00a0{found} " if self.last == "dot" else found)

    def _space(self, found: str, data: str, at: int, before: str) -> str:
        after = data[at : at + 1]
        if self.tag:
            return "" if after in (">", "/") and after else " "
        sides = {self.last, self._kind(data, at, before)}
        if "dot" in sides:
            return ""
        return " " if "\n" not in found or ("words" in sides and "tag" not in sides) else ""

    def _kind(self, data: str, at: int, before: str) -> str:
        if at == len(data):
            return self.SIDES.get(before, "tag")
        if re.match(r"</?[A-Za-z]|<!--", data[at : at + 4]):
            return "tag"
        return "dot" if re.match(r"·(?=\s|$)", data[at : at + 2]) else "words"


SAID: dict[str, Callable[..., str]] = {"_": i18n.gettext, "_p": i18n.pgettext}


class _Said(NodeTransformer):
    """`_("text")` and `_p("context", "text")` become the text itself."""

    def visit_Call(self, node: nodes.Call) -> nodes.Expr:
        self.generic_visit(node)
        plain = not node.kwargs and not node.dyn_args and not node.dyn_kwargs
        said = SAID.get(node.node.name) if isinstance(node.node, nodes.Name) else None
        if said and plain and len(node.args) == (2 if node.node.name == "_p" else 1):  # type: ignore[attr-defined]
            words = [part.value for part in node.args if isinstance(part, nodes.Const)]
            if len(words) == len(node.args):
                return nodes.Const(said(*words), lineno=node.lineno)
        return node
