"""Reading packs: the file, what it extends, and every check that can be made before a case meets the rules."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import ValidationError

from api.rules.checks import problems
from api.rules.pack import Pack, PackFile, SourcedClock

PACKS = Path(__file__).parent / "packs"


class PackError(ValueError):
    """A pack cannot be used; the message names the pack, the rule and what is wrong."""


def read_file(path: Path) -> PackFile:
    """Read one YAML file; raises PackError with every fault it has."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise PackError(f"pack {path.stem}: there is no file {path.name}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise PackError(f"pack {path.stem}: not readable as YAML: {error}") from error
    if not isinstance(raw, dict):
        raise PackError(f"pack {path.stem}: the file must be a mapping")
    try:
        return PackFile.model_validate(raw)
    except ValidationError as error:
        lines = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise PackError(f"pack {path.stem}: " + "; ".join(lines)) from error


def chain(name: str, folder: Path = PACKS) -> list[PackFile]:
    """The pack and all it extends, the local one first; raises PackError on a circle."""
    files: list[PackFile] = []
    following: str | None = name
    while following is not None:
        if any(file.pack == following for file in files):
            raise PackError(f"pack {name}: extends itself through {following}")
        file = read_file(folder / f"{following}.yml")
        if file.pack != following:
            raise PackError(f"pack {following}: the file calls itself {file.pack}")
        files.append(file)
        following = file.extends
    return files


def merge(files: list[PackFile]) -> Pack:
    """One pack out of a chain: clocks stand side by side, lists of the local pack come first and win."""
    law = files[-1].pack
    clocks = tuple(
        SourcedClock(rule=rule, pack=file.pack, source="law" if file.pack == law else "office")
        for file in files for rule in file.clocks
    )  # fmt: skip
    return Pack(
        name=files[0].pack,
        title=files[0].title,
        version="+".join(f"{file.pack}@{file.version}" for file in files),
        warn_days=next((f.warn_days for f in files if f.warn_days is not None), 3),
        sign_offs=next((f.sign_offs for f in files if f.sign_offs is not None), 1),
        clocks=clocks,
        forbidden=tuple(rule for file in files for rule in file.forbidden),
        documents=tuple(entry for file in files for entry in file.documents),
        targets=tuple(entry for file in files for entry in file.targets),
    )


def load_from(name: str, folder: Path) -> Pack:
    """Load and check a pack of a folder; raises PackError when anything is wrong."""
    files = chain(name, folder)
    pack = merge(files)
    found = problems(files, pack)
    if found:
        raise PackError(f"pack {name}: " + "; ".join(found))
    return pack


@lru_cache
def load(name: str) -> Pack:
    """The shipped pack `name`, checked; read once in a process."""
    return load_from(name, PACKS)


def names() -> list[str]:
    """The shipped packs."""
    return sorted(path.stem for path in PACKS.glob("*.yml"))
