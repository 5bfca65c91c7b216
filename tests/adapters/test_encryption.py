"""Sealing: nothing readable on disk, nothing readable elsewhere, nothing readable after the key is gone."""

from __future__ import annotations

import base64
import multiprocessing
import os
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, update

from bot.adapters.store.encryption import MasterKeyError, Seal, SealBroken, Vault, proof_of, read_master_key
from bot.adapters.store.tables import conversation_keys, messages, metadata
from bot.adapters.store.unit_of_work import SqlStore, open_store
from bot.domain.conversation import Channel, ConversationId
from bot.ports import ConversationNotFound, StoreFailed
from tests.builders import said, started, texts_of
from tests.fakes.clock import FrozenClock
from tests.stores import a_store

CANARY = "KANARIFUGL hun puster ikke"
ADDRESS = "telegramkanari99887766"
CODE = "elg sol rev kanarikode bok"


def test_a_seal_opens_what_it_closed() -> None:
    seal = _seal("a")
    assert seal.open(seal.close("æøå".encode(), "her"), "her").decode() == "æøå"


def test_the_same_text_is_never_sealed_the_same_way_twice() -> None:
    seal = _seal("a")
    assert seal.close(b"hei", "her") != seal.close(b"hei", "her")


@pytest.mark.parametrize("spoil", ["another place", "another conversation", "changed", "too short", "empty"])
def test_what_was_moved_or_changed_does_not_open(spoil: str) -> None:
    seal = _seal("a")
    sealed = seal.close(b"hei", "message:a:1")
    place = "message:a:1"
    if spoil == "another place":
        place = "message:a:2"
    elif spoil == "another conversation":
        seal = _seal("b")
    else:
        sealed = {"changed": sealed[:-1] + bytes([sealed[-1] ^ 1]), "too short": sealed[:9], "empty": b""}[spoil]
    with pytest.raises(SealBroken):
        seal.open(sealed, place)


def test_a_wrapped_key_belongs_to_its_conversation_and_its_installation() -> None:
    vault = Vault(bytes(32))
    wrapped = vault.new_wrapped_key("a")
    vault.unwrap(wrapped, "a")
    for other, conversation in ((vault, "b"), (Vault(bytes([1]) * 32), "a")):
        with pytest.raises(SealBroken):
            other.unwrap(wrapped, conversation)


def test_a_keyed_hash_depends_on_key_purpose_and_value() -> None:
    vault = Vault(bytes(32))
    hashes = {
        vault.lookup("address", "1"), vault.lookup("address", "2"), vault.lookup("code", "1"),
        Vault(bytes([1]) * 32).lookup("address", "1"),
    }  # fmt: skip
    assert len(hashes) == 4
    assert vault.lookup("address", "1") in hashes


def test_a_proof_is_four_groups_that_can_be_read_aloud() -> None:
    proof = proof_of(b"a wrapped key")
    assert [len(group) for group in proof.split("-")] == [4, 4, 4, 4]
    assert proof != proof_of(b"another wrapped key")


def test_the_first_run_makes_a_key_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "var" / "master.key"
    made = read_master_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert (read_master_key(path), len(made)) == (made, 32)
    assert [p.name for p in path.parent.iterdir()] == ["master.key"]


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    assert read_master_key(path, base64.b64encode(bytes(32)).decode()) == bytes(32)
    assert not path.exists()


@pytest.mark.parametrize("text", ["kort", base64.b64encode(bytes(31)).decode(), "æ" * 44, "=" * 44])
def test_a_bad_key_stops_the_house(tmp_path: Path, text: str) -> None:
    message = "must hold 32 bytes of base64; make one with: openssl rand -base64 32"
    with pytest.raises(MasterKeyError, match=f"^RUSBOT_MASTER_KEY {message}$"):
        read_master_key(tmp_path / "master.key", text)
    path = tmp_path / "other.key"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(MasterKeyError, match=f"^other.key {message}$"):
        read_master_key(path)


def test_a_key_that_others_may_read_stops_the_house(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    read_master_key(path)
    path.chmod(0o640)
    with pytest.raises(MasterKeyError, match=r"^master.key can be read by others; run: chmod 600 master.key$"):
        read_master_key(path)


def test_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    with multiprocessing.get_context("fork").Pool(8) as pool:
        keys = set(pool.map(read_master_key, [tmp_path / "master.key"] * 32))
    assert len(keys) == 1


async def test_nothing_that_was_said_stands_readable_in_the_database(store: SqlStore) -> None:
    conversation_id = await _canary(store)
    async with store.engine.connect() as connection:
        everything = ""
        for table in metadata.sorted_tables:
            for row in (await connection.execute(select(table))).all():
                everything += "".join(bytes(v).decode("latin-1") if isinstance(v, bytes) else str(v) for v in row)
    assert conversation_id in everything
    for secret in ("KANARIFUGL", "puster", "klient-kanari", "Kanarigrunn", ADDRESS, CODE):
        assert secret not in everything
        assert secret.encode().decode("latin-1") not in everything


async def test_nothing_that_was_said_stands_readable_in_the_files(sqlite_store: SqlStore, tmp_path: Path) -> None:
    await _canary(sqlite_store)
    secrets = ("KANARIFUGL", "klient-kanari", "Kanarigrunn", ADDRESS, CODE)
    assert not [s for s in secrets if _stands_in_the_files(tmp_path, s.encode())]
    assert _stands_in_the_files(tmp_path, b"telegram")  # what is not sealed is found: the search works


async def test_a_message_moved_to_another_number_or_conversation_cannot_be_read(store: SqlStore) -> None:
    one, other = await started(store, "første", "andre"), await started(store, "annen samtale")
    bodies = {}
    async with store.engine.begin() as connection:
        for row in (await connection.execute(select(messages))).all():
            bodies[row.conversation_id, row.number] = row.body
    for stolen in (bodies[one, 2], bodies[other, 1]):
        async with store.engine.begin() as connection:
            where = (messages.c.conversation_id == one) & (messages.c.number == 1)
            await connection.execute(update(messages).where(where).values(body=stolen))
        with pytest.raises(StoreFailed):
            await texts_of(store, one)


async def test_without_its_key_a_conversation_cannot_be_read_even_from_a_copy(store: SqlStore) -> None:
    conversation_id = await _canary(store)
    async with store.engine.begin() as connection:
        await connection.execute(delete(conversation_keys))
    with pytest.raises(ConversationNotFound):
        await texts_of(store, conversation_id)
    async with store.engine.begin() as connection:
        another = Vault(bytes(range(32))).new_wrapped_key(conversation_id)
        await connection.execute(insert(conversation_keys).values(conversation_id=conversation_id, wrapped_key=another))
    with pytest.raises(StoreFailed):
        await texts_of(store, conversation_id)


async def test_a_deleted_key_is_gone_from_the_files_at_once(sqlite_store: SqlStore, tmp_path: Path) -> None:
    conversation_id = await _canary(sqlite_store)
    async with sqlite_store.engine.connect() as connection:
        wrapped = (await connection.execute(select(conversation_keys.c.wrapped_key))).scalar_one()
    assert _stands_in_the_files(tmp_path, wrapped)
    async with sqlite_store.unit() as unit:
        await unit.conversations.delete(conversation_id)
        await unit.commit()
    assert not _stands_in_the_files(tmp_path, wrapped)


async def test_a_house_with_the_wrong_master_key_does_not_start(
    store_url: str, clock: FrozenClock, tmp_path: Path
) -> None:
    first = await open_store(store_url, key_file=tmp_path / "first.key", clock=clock)
    await started(first, "hei")
    await first.close()
    again = await open_store(store_url, key_file=tmp_path / "first.key", clock=clock)
    await again.close()
    with pytest.raises(MasterKeyError, match=r"^the database was written with another master key$"):
        await open_store(store_url, key_file=tmp_path / "second.key", clock=clock)


async def test_another_master_key_reads_nothing(store: SqlStore, store_url: str, clock: FrozenClock) -> None:
    conversation_id = await started(store, "hei")
    stranger = a_store(store_url, clock, master_key=os.urandom(32))
    with pytest.raises(StoreFailed):
        await texts_of(stranger, conversation_id)
    await stranger.close()


def _stands_in_the_files(folder: Path, searched: bytes) -> bool:
    """In the database or its write-ahead log."""
    files = list(folder.glob("rusprat.sqlite3*"))
    assert len(files) >= 2
    return any(searched in path.read_bytes() for path in files)


async def _canary(store: SqlStore) -> ConversationId:
    conversation_id = await started(store, channel=Channel.TELEGRAM, address=ADDRESS)
    async with store.unit() as unit:
        await unit.conversations.append(conversation_id, [said(CANARY, client_id="klient-kanari")])
        await unit.conversations.describe(conversation_id, topics=["Kanarigrunn"])
        await unit.conversations.set_return_code(conversation_id, CODE)
        await unit.commit()
    return conversation_id


def _seal(conversation_id: str) -> Seal:
    vault = Vault(bytes(32))
    return vault.unwrap(vault.new_wrapped_key(conversation_id), conversation_id)
