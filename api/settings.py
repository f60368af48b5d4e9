"""Settings of one office, read from the environment and `.env`; `.env.example` explains each."""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

import structlog
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ACCESS_PARTS = 5
ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """All that an office may set. Times are in the unit that the name says; paths may be relative to the root."""

    model_config = SettingsConfigDict(env_file=ROOT / ".env", env_file_encoding="utf-8", extra="ignore")

    # where and how it runs
    PORT: int = 8000
    HOST: str = "127.0.0.1"
    PUBLIC_URL: str = ""
    DATA_DIR: Path = Path("var")
    MODELS_DIR: Path = Path("models")
    DATABASE_URL: str = ""
    REDIS_URL: str = ""
    RASA_URLS: Annotated[list[str], NoDecode] = Field(default_factory=lambda: ["http://127.0.0.1:5005"])
    RASA_TIMEOUT_SECONDS: float = 12.0
    ACTION_TOKEN: SecretStr = SecretStr("")
    KEYS_FILE: Path | None = None
    LOG_LEVEL: str = "INFO"
    SECURE_COOKIES: bool = False

    # the office
    OFFICE_NAME: str = "本市信访局"
    OFFICE_PHONE: str = "12345"
    OFFICE_ADDRESS: str = "本市信访局人民来访接待中心"
    OFFICE_HOURS: str = "工作日 9:00—12:00、14:00—17:00"
    OFFICE_REGION_CODE: str = ""
    RULE_PACK: Literal["national", "changjiang", "yongchuan", "lihai", "jiangsu"] = "national"

    # citizens
    SESSION_HOURS: int = 72
    DRAFT_DAYS: int = 30
    RETENTION_YEARS: int = 5
    LIMITS_ON: bool = True
    CLAMD_SOCKET: str = ""

    # delivery to the outside platform
    DELIVERY_ADAPTER: Literal["embedded", "webhook", "file_drop"] = "embedded"
    DELIVERY_WEBHOOK_URL: str = ""
    DELIVERY_SECRET: SecretStr = SecretStr("")
    DELIVERY_DIR: Path | None = None
    DELIVERY_TIMEOUT_SECONDS: float = 10.0

    @field_validator("RASA_URLS", mode="before")
    @classmethod
    def _split_addresses(cls, value: object) -> object:
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @property
    def data_dir(self) -> Path:
        """Where the database, keys, attachments and logs live; absolute."""
        return self.DATA_DIR if self.DATA_DIR.is_absolute() else ROOT / self.DATA_DIR

    @property
    def models_dir(self) -> Path:
        """Where trained artefacts live; absolute."""
        return self.MODELS_DIR if self.MODELS_DIR.is_absolute() else ROOT / self.MODELS_DIR

    @property
    def database_url(self) -> str:
        """SQLAlchemy address; SQLite under the data directory unless DATABASE_URL says otherwise."""
        if not self.DATABASE_URL:
            return f"sqlite:///{self.data_dir / 'petitions.db'}"
        return self.DATABASE_URL.replace("postgresql://", "postgresql+psycopg://", 1)

    @property
    def keys_file(self) -> Path:
        """The file with the encryption keys; created on first start, to be kept safe."""
        return self.KEYS_FILE or self.data_dir / "keys.json"


@lru_cache
def settings() -> Settings:
    """The settings of this process; read once."""
    return Settings()


def _without_query(record: logging.LogRecord) -> bool:
    """Uvicorn's access log would keep query codes, telephone digits and Rasa's token from the addresses."""
    if isinstance(record.args, tuple) and len(record.args) == ACCESS_PARTS:
        client, method, address, *rest = record.args
        record.args = (client, method, str(address).partition("?")[0], *rest)
    return True


def configure_logging() -> None:
    """JSON lines on standard error; personal data is never passed to a logger."""
    logging.getLogger("uvicorn.access").addFilter(_without_query)
    level = logging.getLevelNamesMapping().get(settings().LOG_LEVEL.upper(), logging.INFO)
    logging.getLogger("httpx2").setLevel(logging.WARNING)  # it logs whole addresses, with their tokens
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(),
    )
