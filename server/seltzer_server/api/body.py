"""Request bodies: bounded, checked against their digest, and read as strict JSON."""

import base64
import hashlib
import hmac
import json
import math
import re
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Final, NoReturn, TypeVar, cast

from fastapi import Depends, Request
from pydantic import BaseModel, ValidationError

from seltzer_server.api.problems import ApiError
from seltzer_server.context import get_context

ModelT = TypeVar("ModelT", bound=BaseModel)

DIGEST: Final = re.compile(r"sha-256=:([A-Za-z0-9+/]{43}=):")
MAX_DEPTH: Final = 32
GZIP_WINDOW: Final = 31
"""`zlib` reads gzip headers with 16 added to its window size of 15."""


@dataclass(frozen=True, slots=True)
class RawBody:
    """A body as it was sent, before any decompression."""

    content: bytes
    encoding: str
    limit: int

    def decoded(self) -> bytes:
        """Give the body without its compression.

        Raises:
            ApiError: 413 as soon as it grows beyond the limit, 415 or 422 when it is not gzip.
        """
        if self.encoding in {"", "identity"}:
            return self.content
        if self.encoding != "gzip":
            raise ApiError(
                415, "unknown-encoding", f'content-encoding wants gzip, got "{self.encoding}"'
            )
        unpacker = zlib.decompressobj(GZIP_WINDOW)
        try:
            body = unpacker.decompress(self.content, self.limit + 1)
        except zlib.error:
            raise ApiError(422, "bad-gzip", "the body is not gzip as it says") from None
        if len(body) > self.limit:
            raise too_large(self.limit)
        if not unpacker.eof or unpacker.unused_data:
            raise ApiError(422, "bad-gzip", "the body ends before its gzip data, or goes on after")
        return body


async def read_raw(request: Request) -> RawBody:
    """Read a body up to the limit and check its `Content-Digest`.

    Raises:
        ApiError: 413 when it is too large, 422 when it is not what was digested.
    """
    limit = get_context(request).settings.max_body_bytes
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > limit:
            raise too_large(limit)
    _check_digest(request.headers.get("content-digest"), bytes(content))
    encoding = request.headers.get("content-encoding", "").strip().lower()
    return RawBody(bytes(content), encoding, limit)


Raw = Annotated[RawBody, Depends(read_raw)]


def strict_body(model: type[ModelT]) -> Callable[..., ModelT]:
    """Give a dependency that reads the body as this model."""

    def read(raw: Raw) -> ModelT:
        value, plain = parse_strict(raw.decoded(), model)
        _refuse_depth(plain)
        return value

    return read


def parse_strict(body: bytes, model: type[ModelT]) -> tuple[ModelT, object]:
    """Read JSON as a model, and give the plain value beside it.

    Raises:
        ApiError: 422 for anything that is not exactly the model: other encodings than UTF-8,
            duplicate keys, NaN and infinity, unknown keys, text where a number belongs.
    """
    plain = _read_json(body)
    try:
        return model.model_validate_json(body, strict=True), plain
    except OverflowError:
        raise ApiError(422, "invalid-body", "a time in the body is out of range") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        pointer = "".join(f"/{_escape(str(part))}" for part in first["loc"])
        count = error.error_count() - 1
        more = f" (and {count} more)" if count else ""
        # The input is not quoted: it may be a value that must not reach a log.
        detail = f"{pointer or 'body'}: {first['msg'].lower()}{more}"
        raise ApiError(422, "invalid-body", detail, pointer=pointer) from None


def _refuse_depth(plain: object) -> None:
    """Refuse what would exhaust the stack later, where it is written as YAML."""
    level = [plain]
    for _ in range(MAX_DEPTH):
        level = [inner for value in level for inner in _inner(value)]
        if not level:
            return
    raise ApiError(422, "invalid-json", f"the body is nested deeper than {MAX_DEPTH} levels")


def _inner(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return cast(dict[str, object], value).values()
    return cast(list[object], value) if isinstance(value, list) else ()


def too_large(limit: int) -> ApiError:
    """Give the answer to a body beyond the limit."""
    return ApiError(
        413, "body-too-large", f"the body is larger than {limit} bytes; send it in parts"
    )


def _read_json(body: bytes) -> object:
    try:
        return json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_constant=_refuse_constant,
            parse_float=_finite,
        )
    except UnicodeDecodeError:
        raise ApiError(422, "invalid-json", "the body is not UTF-8") from None
    except RecursionError:
        raise ApiError(422, "invalid-json", "the body is nested too deeply") from None
    except ValueError as error:
        detail = f"the body is not JSON: {_reason(error)}"
        raise ApiError(422, "invalid-json", detail) from None


def _reason(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg.lower()} at line {error.lineno} column {error.colno}"
    # Python's own limit on the digits of an integer is the only other ValueError.
    return str(error) if isinstance(error, _StrictError) else "a number is too long"


class _StrictError(ValueError):
    """Something that JSON parsers let through and we do not."""


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise _StrictError("an object has the same key twice")
    return result


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise _StrictError("a number is too large")
    return number


def _refuse_constant(_: str) -> NoReturn:
    raise _StrictError("NaN and Infinity are not JSON; send null")


def _check_digest(header: str | None, content: bytes) -> None:
    if header is None:
        return
    found = DIGEST.search(header)
    if found is None:
        raise ApiError(422, "bad-digest", "content-digest wants sha-256=:BASE64:")
    actual = base64.b64encode(hashlib.sha256(content).digest()).decode("ascii")
    if not hmac.compare_digest(found[1], actual):
        raise ApiError(
            422, "digest-mismatch", "the body is not what content-digest says; send it again"
        )


def _escape(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")
