"""What the page about the API shows: its own description in OpenAPI, to be read, with answers as they are today."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.urls import resolve, reverse
from drf_spectacular.generators import SchemaGenerator

from .api_schema import LARGEST_PAGE, PAGE_SIZE
from .models import Community

PAGING = {"usual": PAGE_SIZE, "most": LARGEST_PAGE}
# By operation: what is asked in its example, and which parts of the answer are shown; all of them where none is named.
EXAMPLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "start": ("/api/", ()),
    "communities": ("/api/communities/?scale=national&page_size=1", ()),
    "community": (
        "/api/communities/{slug}/",
        ("slug", "name", "summary", "host", "countries", "scale", "purpose", "sources"),
    ),
    "lessons": ("/api/lessons/?page_size=1", ()),
    "vocabularies": ("/api/vocabularies/", ("scale",)),
}
FEW_VALUES = 8  # more of them stand in the codebook alone


@dataclass(frozen=True)
class Parameter:
    """A parameter: what it does and the values it takes; where they are `many`, the codebook has them."""

    name: str
    about: str
    values: tuple[str, ...]
    many: bool


@dataclass(frozen=True)
class Operation:
    """One thing to ask: its address, what it is for, its parameters, its answers by status, and an example."""

    name: str
    path: str
    about: str
    parameters: tuple[Parameter, ...]
    answers: tuple[tuple[str, str], ...]
    asked: str
    answered: str
    is_shortened: bool

    @property
    def asks(self) -> str:
        return f"GET {self.path}"


def operations(request: HttpRequest) -> list[Operation]:
    """Everything that the API can be asked, in the order of its description."""
    described = SchemaGenerator().get_schema(public=True)
    return [_operation(request, path, methods["get"]) for path, methods in described["paths"].items()]


def asking_again() -> str:
    """How to ask for something, and later whether it has changed, on a command line."""
    address = f'"{settings.SITE_URL}{reverse("open:api-communities")}"'
    return f"curl -i {address}\ncurl -i -H 'If-None-Match: W/\"…\"' {address}"


def _operation(request: HttpRequest, path: str, described: Mapping[str, Any]) -> Operation:
    name = described["operationId"]
    asked, parts = EXAMPLES[name]
    slug = Community.objects.published().order_by("name_sort", "id").values_list("slug", flat=True).first()
    asked = asked.format(slug=slug or "")
    answer = None if "{slug}" in EXAMPLES[name][0] and not slug else _answer(request, asked)
    shown = {key: answer[key] for key in parts} if answer and parts else answer
    return Operation(
        name=name,
        path=path,
        about=described["description"],
        parameters=tuple(map(_parameter, described.get("parameters", ()))),
        answers=tuple(_answers(described["responses"])),
        asked=f'curl "{settings.SITE_URL}{asked}"' if answer else "",
        answered=json.dumps(shown, ensure_ascii=False, indent=2) if answer else "",
        is_shortened=bool(parts),
    )


def _parameter(described: Mapping[str, Any]) -> Parameter:
    schema = described["schema"]
    values = tuple(value for value in schema.get("items", schema).get("enum", ()) if value)
    is_many = len(values) > FEW_VALUES
    return Parameter(described["name"], described.get("description", ""), () if is_many else values, is_many)


def _answers(described: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for status, answer in described.items():
        yield status, answer.get("description", "")


def _answer(request: HttpRequest, address: str) -> dict[str, Any]:
    """What the API itself says today, asked within this process."""
    path, _mark, query = address.partition("?")
    asked = HttpRequest()
    asked.method, asked.path, asked.path_info, asked.GET = "GET", path, path, QueryDict(query)
    asked.META = {**request.META, "PATH_INFO": path, "QUERY_STRING": query}
    view = resolve(path)
    response = view.func(asked, *view.args, **view.kwargs)
    document: dict[str, Any] = json.loads(response.render().content)
    return document
