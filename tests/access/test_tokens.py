"""Tokens: made once, known by their digest, gone at once when revoked, readable to their owner alone."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from kg.access import Tokens, token, tokens
from kg.errors import BadParameterError, NotFoundError, StoreError, TokenExistsError


@pytest.fixture
def known(tmp_path: Path) -> Tokens:
    """The tokens of a store that has none yet."""
    return Tokens(tmp_path / "store")


def test_a_token_is_found_by_its_text_alone(known: Tokens) -> None:
    text = known.make("anna", "write")
    found = known.find(text)
    assert found is not None
    assert (found.name, found.scope) == ("anna", "write")
    assert known.find(text[:-1]) is None
    assert known.find("") is None
    assert known.find(found.digest) is None


def test_who_may_write_may_read_and_not_the_other_way(known: Tokens) -> None:
    writing, reading = known.find(known.make("w", "write")), known.find(known.make("r", "read"))
    assert writing
    assert reading
    assert [writing.allows("read"), writing.allows("write")] == [True, True]
    assert [reading.allows("read"), reading.allows("write")] == [True, False]


def test_the_text_is_kept_nowhere_and_the_file_is_the_owner_s(known: Tokens) -> None:
    text = known.make("anna", "write")
    for file in known.file.parent.iterdir():
        assert text.encode() not in file.read_bytes()
        assert file.stat().st_mode & 0o777 == 0o600, file
    assert text.removeprefix(token.PREFIX) != text
    assert len(text) - len(token.PREFIX) >= 43


def test_what_a_killed_process_left_does_not_widen_the_permissions(known: Tokens) -> None:
    known.file.parent.mkdir()
    left = known.file.with_name(f".new-{known.file.name}")
    left.touch()
    left.chmod(0o644)
    known.make("anna", "read")
    assert known.file.stat().st_mode & 0o777 == 0o600


def test_a_change_by_another_process_is_seen_at_once(known: Tokens) -> None:
    other = Tokens(known.file.parent)
    text = known.make("anna", "write")
    assert other.find(text) is not None
    known.revoke("anna")
    assert other.find(text) is None
    assert known.listed() == other.listed() == ()


def test_names_are_unique_and_of_one_form(known: Tokens) -> None:
    known.make("anna", "read")
    with pytest.raises(TokenExistsError, match="token revoke anna"):
        known.make("anna", "write")
    for name in ("", "Anna", "a b", "a\nb", "ä", "x" * 65):
        with pytest.raises(BadParameterError):
            known.make(name, "read")
    with pytest.raises(BadParameterError, match="read or write"):
        known.make("berta", "admin")
    with pytest.raises(NotFoundError, match="anna"):
        known.revoke("ann")


def test_tokens_made_at_the_same_time_are_all_kept(known: Tokens) -> None:
    threads = [
        threading.Thread(target=Tokens(known.file.parent).make, args=(f"t{n}", "read")) for n in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {one.name for one in known.listed()} == {f"t{n}" for n in range(12)}


def test_a_damaged_file_lets_nobody_in(known: Tokens) -> None:
    text = known.make("anna", "write")
    content = json.loads(known.file.read_bytes())
    for damaged in (b"", b"[", b"{}", json.dumps([content[0] | {"scope": "all"}]).encode()):
        known.file.write_bytes(damaged)
        with pytest.raises(StoreError, match="token make"):
            known.find(text)


def test_each_token_is_compared_in_constant_time(known: Tokens, monkeypatch: pytest.MonkeyPatch) -> None:
    text, _ = known.make("a", "read"), known.make("b", "read")
    compared: list[str] = []

    def compare(left: str, right: str) -> bool:
        compared.append(left)
        return left == right

    monkeypatch.setattr(tokens.hmac, "compare_digest", compare)
    assert known.find(text) is not None
    assert compared == [one.digest for one in known.listed()]
