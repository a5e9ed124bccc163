"""Keys for personal data: bound to their place, wrapped by the buyer's, and shredded for good."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import select

from app.kernel.actors import SYSTEM
from app.kernel.refusals import Missing
from app.platform.crypto import KeyRing, SubjectKey, shred
from tests.conftest import As

OLD, NEW = b"the installation's first master..", b"the installation's second master."
CITY, TOWN = UUID(int=1), UUID(int=2)
AINO, PEKKA = UUID(int=11), UUID(int=12)
NOON = datetime(2026, 4, 7, 9, 0, tzinfo=UTC)


@pytest.fixture
def ring() -> KeyRing:
    return KeyRing([OLD])


@pytest.fixture
def token(work_as: As, ring: KeyRing) -> str:
    """Aino's first name, sealed; Pekka has a key as well."""
    with work_as(SYSTEM) as work:
        ring.new_subject(work.db, PEKKA, CITY)
        return ring.new_subject(work.db, AINO, CITY).seal("first_name", "Äinö")


def opened(work_as: As, ring: KeyRing, subject: UUID, field: str, token: str) -> str:
    with work_as(SYSTEM) as work:
        return ring.subject(work.db, subject).open(field, token)


def test_what_is_sealed_opens_in_its_place(work_as, ring, token):
    assert opened(work_as, ring, AINO, "first_name", token) == "Äinö"
    assert "Äinö" not in token and "Äinö".encode() not in urlsafe_b64decode(token.partition(".")[2])


def test_the_same_text_sealed_twice_looks_different(work_as, ring, token):
    with work_as(SYSTEM) as work:
        assert ring.subject(work.db, AINO).seal("first_name", "Äinö") != token


@pytest.mark.parametrize(("subject", "field"), [(AINO, "last_name"), (PEKKA, "first_name")])
def test_a_ciphertext_moved_to_another_field_or_person_is_refused(work_as, ring, token, subject, field):
    with pytest.raises(ValueError, match="moved"):
        opened(work_as, ring, subject, field, token)


def test_a_ciphertext_is_bound_to_its_person_even_under_the_same_key(work_as, ring, token, database):
    """Somebody who owns the database copies Aino's wrapped key into Pekka's row: it does not unwrap."""
    with work_as(SYSTEM) as work:
        rows = {row.subject_id: row for row in work.db.scalars(select(SubjectKey))}
        rows[PEKKA].wrapped = rows[AINO].wrapped

    with pytest.raises(ValueError, match="moved"):
        opened(work_as, ring, PEKKA, "first_name", token)


def test_a_key_moved_to_another_buyer_does_not_unwrap(work_as, ring, token):
    with work_as(SYSTEM) as work:
        work.db.get_one(SubjectKey, AINO).buyer_id = TOWN

    with pytest.raises(ValueError, match="changed"):
        opened(work_as, ring, AINO, "first_name", token)


def test_one_changed_byte_is_refused(work_as, ring, token):
    sealed = bytearray(urlsafe_b64decode(token.partition(".")[2]))
    for place in range(len(sealed)):
        changed = sealed.copy()
        changed[place] ^= 1
        with pytest.raises(ValueError, match="changed"):
            opened(work_as, ring, AINO, "first_name", "v1." + urlsafe_b64encode(changed).decode())


def test_an_unknown_kind_of_ciphertext_is_not_guessed_at(work_as, ring, token):
    with pytest.raises(ValueError, match="unknown kind"):
        opened(work_as, ring, AINO, "first_name", token.replace("v1.", "v2."))


def test_bytes_are_sealed_as_texts_are(work_as, ring, token):
    with work_as(SYSTEM) as work:
        seal = ring.subject(work.db, AINO)
        sealed = seal.seal_bytes("plan.pdf", b"%PDF-1.7")
        assert seal.open_bytes("plan.pdf", sealed) == b"%PDF-1.7"
        with pytest.raises(ValueError, match="moved"):
            seal.open_bytes("other.pdf", sealed)


def test_without_the_master_key_the_database_opens_nothing(work_as, ring, token):
    with pytest.raises((ValueError, KeyError)):
        opened(work_as, KeyRing([NEW]), AINO, "first_name", token)


def test_rotation_wraps_keys_anew_and_touches_no_data(work_as, ring, token):
    rotated = KeyRing([NEW, OLD])
    assert opened(work_as, rotated, AINO, "first_name", token) == "Äinö"  # before: the old one still opens
    with work_as(SYSTEM) as work:
        before = {row.subject_id: row.wrapped for row in work.db.scalars(select(SubjectKey))}

    with work_as(SYSTEM) as work:
        for row in work.db.scalars(select(SubjectKey)):
            rotated.rewrap(row)

    only_new = KeyRing([NEW])
    assert opened(work_as, only_new, AINO, "first_name", token) == "Äinö"
    with pytest.raises((ValueError, KeyError)):
        opened(work_as, ring, AINO, "first_name", token)
    with work_as(SYSTEM) as work:
        rows = list(work.db.scalars(select(SubjectKey)))
        assert all(row.wrapped != before[row.subject_id] for row in rows)
        rotated.rewrap(rows[0])  # a second time there is nothing to do
        assert not work.db.dirty


def test_the_blind_index_finds_the_same_number_after_a_rotation(ring):
    found = ring.blind_index(CITY, " k-001 ")

    assert found == ring.blind_index(CITY, "K-001") == KeyRing([NEW, OLD]).blind_index(CITY, "K-001")
    assert found != ring.blind_index(TOWN, "K-001")
    assert found != ring.blind_index(CITY, "K-0011")
    assert found != KeyRing([NEW]).blind_index(CITY, "K-001")


def test_what_is_shredded_is_missing_for_good(work_as, ring, token):
    with work_as(SYSTEM) as work:
        shred(work.db, AINO, at=NOON)

    with pytest.raises(Missing):
        opened(work_as, ring, AINO, "first_name", token)
    with work_as(SYSTEM) as work:
        row = work.db.get_one(SubjectKey, AINO)
        assert (row.wrapped, row.shredded_at) == (None, NOON)
        ring.rewrap(row)  # a rotation does not bring it back
        assert row.wrapped is None
        assert ring.subject(work.db, PEKKA)


def test_nobody_has_a_key_that_was_never_made(work_as, ring):
    for act in (ring.subject, lambda db, subject: shred(db, subject, at=NOON)):
        with work_as(SYSTEM) as work, pytest.raises(Missing):
            act(work.db, UUID(int=404))


@pytest.mark.parametrize("masters", [[], [b"short"], [OLD, b"short"]])
def test_a_master_key_is_long_enough(masters):
    with pytest.raises(ValueError, match="32 bytes"):
        KeyRing(masters)
