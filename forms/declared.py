"""[I/O] Load reviewed data from a YAML file, using libyaml if available (ten times as fast)."""

from pathlib import Path
from typing import Any

import yaml

from forms.schema import FormError, Spec, verify

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def declared(path: Path, spec: Spec | None = None) -> Any:
    """Return the plain lists, dicts and strings of one file; raise OSError or yaml.YAMLError.

    With `spec`, every key is checked against it (see `forms.schema`); a FormError names the file and line.
    """
    loader = _LOADER(path.read_bytes())
    try:
        node = loader.get_single_node()
        if node is None:
            raise FormError(f"{path.name}: the file is empty")
        if spec is not None:
            verify(node, spec, path.name)
        return loader.construct_document(node)
    finally:
        loader.dispose()
