"""Parameters of the interface for programs as typed declarations: read, checked and described from one place.

What a parameter is allowed to be is declared once; from that come the check of a request, docs/api.md and the OpenAPI
document.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")
Given = Mapping[str, str]
SEVERAL = 40  # values in one list
_SHOWN = 60  # characters of a value that an error repeats


@dataclass
class Wrong(Exception):
    """A request that cannot be answered as it is; the sentence says what to do."""

    sentence: str
    status: int = 400


@dataclass(frozen=True)
class Parameter(Generic[T]):
    """One parameter: its name, what it is for, how its text is read, and the OpenAPI schema of its text.

    `usual` is its value where a request does not have it. `same_as` names another parameter of the same meaning, which
    it must not contradict.
    """

    name: str
    what: str
    read: Callable[[str], T]
    schema: Callable[[], dict[str, Any]]
    usual: T | None = None
    required: bool = False
    same_as: str | None = None

    def of(self, given: Given) -> T:
        """The value in a request; raises Wrong where it is missing or is none that is allowed."""
        text = given.get(self.name)
        if text is None or (self.required and not text.strip()):
            if self.required:
                raise Wrong(f"{self.name} is missing" if text is None or not text else f"{self.name} is empty")
            return self.usual  # type: ignore[return-value]
        return self.read(text)

    def described(self) -> dict[str, Any]:
        """The parameter as OpenAPI 3.1 has it."""
        return {
            "name": self.name,
            "in": "query",
            "description": self.what,
            "required": self.required,
            "schema": self.schema(),
        }


def one_of(name: str, what: str, options: Callable[[], Sequence[str]], usual: str, **more: Any) -> Parameter[str]:
    """A choice from a closed list."""

    def read(text: str) -> str:
        if text not in options():
            raise Wrong(f"{name}: “{text[:_SHOWN]}” is none of {', '.join(options())}")
        return text

    return Parameter(name, what, read, lambda: {"type": "string", "enum": list(options())}, usual, **more)


def several(
    name: str, what: str, usual: tuple[str, ...], is_known: Callable[[str], bool], example: str, **more: Any
) -> Parameter[tuple[str, ...]]:
    """Several values of a closed list, separated by commas, each once."""

    def read(text: str) -> tuple[str, ...]:
        values = tuple(dict.fromkeys(value for value in text.split(",") if value)) or usual
        if len(values) > SEVERAL:
            raise Wrong(f"{name}: at most {SEVERAL} may be asked at once")
        for value in values:
            if not is_known(value):
                raise Wrong(f"{name}: there is no “{value[:_SHOWN]}”; docs/data-dictionary.md lists what there is")
        return values

    return Parameter(name, what, read, lambda: {"type": "string", "example": example}, usual, **more)


def number(name: str, what: str, usual: int | None, least: int, most: int, **more: Any) -> Parameter[int]:
    """A whole number within bounds."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdecimal() and len(text) < 14) or not least <= int(text) <= most:
            raise Wrong(f"{name}: a whole number from {least} to {most} is expected")
        return int(text)

    return Parameter(name, what, read, lambda: {"type": "integer", "minimum": least, "maximum": most}, usual, **more)


def text(name: str, what: str, longest: int, example: str) -> Parameter[str]:
    """Free text that a view cannot do without; what is beyond `longest` characters is not looked at."""
    return Parameter(
        name,
        what,
        lambda given: given[:longest],
        lambda: {"type": "string", "minLength": 1, "pattern": r"\S", "example": example},
        required=True,
    )


def verify(given: Given, parameters: Sequence[Parameter[Any]], others: frozenset[str]) -> None:
    """Raise Wrong for an unknown parameter, and for two of one meaning that differ; `others` are known too."""
    known = {parameter.name for parameter in parameters}
    if strange := sorted(set(given) - known - others):
        raise Wrong(f"there is no parameter “{strange[0][:40]}” here; /api lists those of each view")
    for parameter in parameters:
        twin = parameter.same_as
        if twin is not None and parameter.name in given and twin in given and given[parameter.name] != given[twin]:
            raise Wrong(f"{parameter.name} and {twin} mean the same and contradict each other; leave one of them out")
    for parameter in parameters:
        parameter.of(given)
