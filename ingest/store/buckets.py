"""[I/O] Documents in object storage: what lies below an address like s3://bucket/folder, and its bytes.

A file has the mark of its size, time and ETag, so that what is unchanged is not fetched again. Needs fsspec with s3fs
(`requirements-ray.txt`); who may read, and where the server is, they take from the environment (AWS_ACCESS_KEY_ID,
AWS_ENDPOINT_URL_S3 and so on).
"""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from ingest.store.store_error import StoreError

_SCHEMES = ("s3:",)


def address_of(path: Path | str) -> str | None:
    """The address that a path stands for (s3:/bucket/folder, as paths write it, or s3://…), None for a local file."""
    scheme, *rest = Path(path).parts or ("",)
    return f"{scheme}//{'/'.join(rest)}" if scheme in _SCHEMES else None


def is_there(path: Path) -> bool:
    """Whether there is a local file, folder or link, or anything in object storage."""
    address = address_of(path)
    if address is None:
        return path.exists() or path.is_symlink()
    try:
        return bool(_storage(address).exists(address))
    except Exception as error:  # noqa: BLE001 — whatever the storage and its library raise
        raise StoreError(f"cannot reach {address}: {_said(error)}") from None


def absolute(path: Path) -> Path:
    """An absolute path; one in object storage is."""
    return path if address_of(path) else path.absolute()


def listed(address: str) -> Iterator[tuple[str, str, tuple[int, int, int, int]]]:
    """(address, path below the given one, mark) of every file; raises StoreError."""
    try:
        storage = _storage(address)
        found: dict[str, Any] = storage.find(address, detail=True)
    except Exception as error:  # noqa: BLE001 — as above
        raise StoreError(f"cannot list {address}: {_said(error)}") from None
    root = address.partition("//")[2].rstrip("/")
    for key, info in found.items():
        below = key.removeprefix(root).lstrip("/") or key.rpartition("/")[2]
        if any(each.startswith(".") for each in below.split("/")):
            continue
        changed = info.get("LastModified")
        time = int(changed.timestamp() * 1e9) if isinstance(changed, datetime) else 0
        tag = int.from_bytes(sha256(str(info.get("ETag")).encode()).digest()[:7], "big")
        yield f"{address.partition('//')[0]}//{key}", below, (int(info["size"]), time, 0, tag)


def fetched(address: str, most: int) -> bytes:
    """The first `most` bytes of a file; raises OSError."""
    try:
        if most <= 1:  # of an empty file no range can be asked for
            return bytes(_storage(address).cat_file(address))
        data: bytes = _storage(address).cat_file(address, end=most)
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 — as above
        raise OSError(_said(error)) from None
    return data


def _storage(address: str) -> Any:
    return _opened(address.partition(":")[0])


@cache
def _opened(scheme: str) -> Any:
    try:
        import fsspec

        return fsspec.filesystem(scheme, use_listings_cache=False)
    except ImportError:
        raise StoreError(
            f"reading from {scheme}:// needs more libraries: .venv/bin/pip install -r requirements-ray.txt"
        ) from None


def _said(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
