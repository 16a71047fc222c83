"""Classes that are frozen to type checkers behave like frozen dataclasses otherwise."""

from dataclasses import fields, is_dataclass, replace

import pytest

from seltzer_specs.frozen import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """A base."""

    name: str
    size: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Child(Base):
    """With one field more."""

    tags: tuple[str, ...] = ()


def test_equal_fields_are_equal_values_with_one_hash() -> None:
    assert Child(name="a") == Child(name="a", size=1)
    assert hash(Child(name="a")) == hash(Child(name="a", size=1))
    assert Child(name="a") != Base(name="a")
    assert len({Child(name="a"), Child(name="a"), Child(name="b")}) == 2


def test_they_are_dataclasses_with_slots() -> None:
    changed = replace(Child(name="a"), tags=("x",))

    assert is_dataclass(Child)
    assert changed == Child(name="a", tags=("x",))
    assert [field.name for field in fields(Child)] == ["name", "size", "tags"]
    assert repr(changed) == "Child(name='a', size=1, tags=('x',))"
    assert not hasattr(changed, "__dict__")


def test_others_are_refused() -> None:
    with pytest.raises(TypeError, match="only for frozen dataclasses"):
        dataclass(frozen=False, slots=True)
