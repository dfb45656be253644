"""Our Jinja: templates compiled once for each language, and macros, modules and rows reached by a shorter way.

A text without words to fill in is a constant of the compiled page. Measured on the client page (demo branch): 300 of
470 calls a page were such look-ups. Of the rest of a page most was Jinja's way to a macro (it asks each callable what
it wants to be given, and each imported module whether the context knows more than it), so those ways are cut short
here.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from flask.templating import Environment
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, MacroRef
from jinja2.compiler import Frame as CodeFrame
from jinja2.environment import Template, TemplateModule
from jinja2.runtime import Context, Macro
from jinja2.utils import LRUCache, missing
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

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

    def getattr(self, obj: Any, attribute: str) -> Any:
        """`row.name` of a dict is its value; what else a dict can do (`items`) comes after."""
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        return _Said().visit(super()._parse(source, name, filename))  # type: ignore[no-any-return]


class _Said(NodeTransformer):
    """`_("text")` becomes the text itself."""

    def visit_Call(self, node: nodes.Call) -> nodes.Expr:
        self.generic_visit(node)
        plain = len(node.args) == 1 and not node.kwargs and not node.dyn_args and not node.dyn_kwargs
        if (
            plain
            and isinstance(node.node, nodes.Name)
            and node.node.name == "_"
            and isinstance(node.args[0], nodes.Const)
        ):
            return nodes.Const(i18n.gettext(node.args[0].value), lineno=node.lineno)
        return node
