"""An HTML page read as a browser would, without one: its elements, its words, and what its forms would send."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])


@dataclass
class Element:
    """One element: its attributes (a bare one has the value ""), and where the page's text is its own."""

    tag: str
    attributes: dict[str, str]
    ancestors: tuple["Element", ...]
    page_text: list[str] = field(repr=False, compare=False)
    begins: int
    ends: int | None = None

    @property
    def text(self) -> str:
        """The text of it and of all in it."""
        return "".join(self.page_text[self.begins : self.ends])

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name, "")

    def is_in(self, tag: str) -> bool:
        return any(one.tag == tag for one in self.ancestors)


@dataclass
class Form:
    """A form and the values that it would send if its button were pressed at once."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    options: dict[str, list[str]] = field(default_factory=dict)  # what may be chosen, by field


class Page(HTMLParser):
    """`Page(response.text)`. `mistakes` lists tags left open or closed out of turn, and attributes given twice."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.mistakes: list[str] = []
        self.declaration = ""
        self._text: list[str] = []
        self._open: list[Element] = []
        self.feed(html)
        self.close()
        self.mistakes += [f"<{element.tag}> is never closed" for element in self._open]

    def handle_decl(self, decl: str) -> None:
        self.declaration = decl

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _value in attrs]
        if len(names) != len(set(names)):
            self.mistakes.append(f"<{tag}> has an attribute twice: {names}")
        attributes, begins = {name: value or "" for name, value in attrs}, len(self._text)
        element = Element(tag, attributes, tuple(self._open), self._text, begins)
        self.elements.append(element)
        if tag in VOID:
            element.ends = begins
        else:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop().ends = len(self._text)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1].tag != tag:
            path = " ".join(one.tag for one in self._open)
            self.mistakes.append(f"</{tag}> in line {self.getpos()[0]}, where these are open: {path}")
            return
        self._open.pop().ends = len(self._text)

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def all(self, *tags: str) -> list[Element]:
        return [element for element in self.elements if element.tag in tags]

    def links(self) -> list[str]:
        """Where the page's links lead, as written."""
        return [element["href"] for element in self.all("a") if "href" in element.attributes]

    def words(self) -> str:
        """The text of the page's body, with single spaces."""
        return " ".join(" ".join(element.text for element in self.all("body")).split())

    def forms(self) -> list[Form]:
        found = []
        for element in self.all("form"):
            form = Form(element["action"], element["method"].lower() or "get")
            for name, value in self._sent_by(element):
                form.values.setdefault(name, []).append(value)
            for option in self._inside(element, "option", "input"):
                if option.is_in("datalist"):  # what is offered beside a field where anything can be typed
                    continue
                name = (option if option.tag == "input" else self._select_of(option))["name"]
                form.options.setdefault(name, []).append(option["value"])
            found.append(form)
        return found

    def form(self, method: str = "post") -> Form:
        """The page's first form of that method."""
        return next(form for form in self.forms() if form.method == method)

    def _inside(self, element: Element, *tags: str) -> list[Element]:
        return [one for one in self.all(*tags) if any(above is element for above in one.ancestors)]

    def _select_of(self, option: Element) -> Element:
        return next(above for above in option.ancestors if above.tag == "select")

    def _sent_by(self, form: Element) -> Iterator[tuple[str, str]]:
        for control in self._inside(form, "input", "select", "textarea"):
            name, given = control["name"], control.attributes
            if not name or "disabled" in given:
                continue
            if control.tag == "textarea":
                yield name, control.text.removeprefix("\n")
            elif control.tag == "select":
                options = self._inside(control, "option")
                chosen = [one for one in options if "selected" in one.attributes]
                for one in chosen or ([] if "multiple" in given else options[:1]):
                    yield name, one["value"]
            elif control["type"] in ("checkbox", "radio"):
                if "checked" in given:
                    yield name, given.get("value", "on")
            elif control["type"] not in ("submit", "button", "image", "reset", "file"):
                yield name, control["value"]
