"""What an installation is told from outside: `KUTSU_…` in the environment."""

from base64 import b64decode
from binascii import Error
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.platform.door import Door

DEMO_KEY = "ZGVtby1rZXktZm9yLXRoZS1kZW1vLW9ubHktbmV2ZXItZm9yLXBlb3BsZQ=="
STANDARD = str.maketrans("-_", "+/")
SHORTEST = 32
ASKED = "set a random key of at least 32 bytes, in base64"


class Mode(StrEnum):
    DEMO = "demo"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """One field a setting: `database_url` is told as `KUTSU_DATABASE_URL`."""

    # a fault names the setting and never quotes what was set: it may be a key
    model_config = SettingsConfigDict(env_prefix="KUTSU_", extra="ignore", hide_input_in_errors=True)

    mode: Mode = Mode.DEMO
    database_url: str = "sqlite:///var/kutsu.db"
    files_dir: Path = Path("var/files")
    master_keys: SecretStr = Field(
        default=SecretStr(DEMO_KEY), description="base64, current first, comma between"
    )
    country: str = "finland"
    connections: int = Field(default=4, ge=1, le=64)
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    site_url: str = Field(
        default="http://127.0.0.1:8000", pattern=r"^https?://[^/?#]+$", description="where the pages begin"
    )
    mail: str = Field(default="", description="who carries letters; the demo keeps them, otherwise smtp")
    mail_dir: Path = Path("var/mail")
    smtp_host: str = "localhost"
    smtp_port: int = Field(default=25, ge=1, le=65535)
    smtp_starttls: bool = Field(default=True, description="ask for TLS, and send nothing without it")
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_from: str = "Kutsu <kutsu@localhost>"
    http_loopback: bool = Field(default=False, description="may ask this machine, without TLS")
    http_inside: str = Field(default="", description="own hosts that may be asked, space between")
    oidc_issuer: str = Field(
        default="", max_length=300, description="whoever knows our people: Keycloak, Entra, a broker"
    )
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_assurance: str = Field(default="", description="levels that will do, space between")
    idle_minutes: int = Field(default=30, ge=10, le=480, description="a log-in left alone ends after these")
    session_hours: int = Field(default=12, ge=1, le=24, description="every log-in ends after these")
    password_rounds: int = Field(default=2, ge=1, le=10, description="Argon2id: passes")
    password_memory: int = Field(default=19456, ge=8, le=1 << 20, description="Argon2id: KiB")

    @property
    def masters(self) -> list[bytes]:
        return [_key(written) for written in self.master_keys.get_secret_value().split(",")]

    @property
    def carrier(self) -> str:
        return self.mail or ("mail_log" if self.mode is Mode.DEMO else "smtp")

    @property
    def door(self) -> Door:
        return Door(
            idle=timedelta(minutes=self.idle_minutes),
            session=timedelta(hours=self.session_hours),
            rounds=self.password_rounds,
            memory=self.password_memory,
        )

    @model_validator(mode="after")
    def _keys_are_keys(self) -> Self:
        if any(len(key) < SHORTEST for key in self.masters):
            raise ValueError(f"KUTSU_MASTER_KEYS: {ASKED}")
        if self.mode is Mode.PRODUCTION and _key(DEMO_KEY) in self.masters:
            raise ValueError(f"KUTSU_MASTER_KEYS still holds the demo key: {ASKED}")
        return self


def _key(written: str) -> bytes:
    """Both alphabets of base64, and nothing else: a key that lost a letter is another key."""
    try:
        return b64decode(written.strip().translate(STANDARD), validate=True)
    except Error:
        return b""
