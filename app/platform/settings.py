"""What an installation is told from outside: `KUTSU_…` in the environment."""

from base64 import urlsafe_b64decode
from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DEMO_KEY = "ZGVtby1rZXktZm9yLXRoZS1kZW1vLW9ubHktbmV2ZXItZm9yLXBlb3BsZQ=="


class Mode(StrEnum):
    DEMO = "demo"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """One field a setting: `database_url` is told as `KUTSU_DATABASE_URL`."""

    model_config = SettingsConfigDict(env_prefix="KUTSU_", extra="ignore")

    mode: Mode = Mode.DEMO
    database_url: str = "sqlite:///var/kutsu.db"
    files_dir: Path = Path("var/files")
    master_keys: SecretStr = Field(SecretStr(DEMO_KEY), description="base64, current first, comma between")
    country: str = "finland"
    connections: int = Field(4, ge=1, le=64)
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535)

    @property
    def masters(self) -> list[bytes]:
        return [urlsafe_b64decode(key.strip()) for key in self.master_keys.get_secret_value().split(",")]

    @model_validator(mode="after")
    def _no_demo_secret_in_production(self) -> Self:
        if self.mode is Mode.PRODUCTION and DEMO_KEY in self.master_keys.get_secret_value():
            raise ValueError(
                "KUTSU_MASTER_KEYS still holds the demo key: set a random key of 32 bytes, in base64"
            )
        return self
