"""The keys and the door of every test's house."""

from app.platform.crypto import KeyRing
from app.platform.door import Door

KEYS = KeyRing([b"the master key of a test, of 32 bytes or more"])
QUICK = Door(rounds=1, memory=8)  # a test's password guards nothing
