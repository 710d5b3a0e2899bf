"""Read a built dataset folder: the configs that its card lists, their rows, and its pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import yaml

from winnow.dataset import parquet
from winnow.dataset.manifest import CARD, METADATA
from winnow.model.hashes import logical_hash
from winnow.model.json import Json
from winnow.model.page import Page, matching_ids
from winnow.model.problem import Problem
from winnow.model.registry import Entry, entries
from winnow.model.rules import RULES
from winnow.read.files import decode, is_missing, read_bytes, read_json
from winnow.rows.pages import page_of_row

FRONT_MATTER = re.compile(r"\A---\n(.*?\n)---\n", re.DOTALL)
STATEMENT = re.compile(r"Version (\S+), logical hash sha256:([0-9a-f]{64})$")
"""How a config's description in the front matter ends: with version and logical hash."""


def split_front_matter(text: str) -> tuple[Json, str]:
    """Front matter and body. Raises ``ValueError`` if the front matter is not a mapping."""
    match = FRONT_MATTER.match(text)
    if match is None:
        raise ValueError("it does not begin with a front matter between two lines of ---")
    try:
        front = _parsed(match.group(1))
    except Exception as error:  # tags and deep nesting raise more than YAMLError
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 2}" if mark else ""
        raise ValueError(f"its front matter is not YAML{where}") from None
    if not isinstance(front, dict):
        raise ValueError("its front matter is not a mapping")
    return front, text[match.end() :]


def _parsed(text: str) -> Json:
    """YAML, with the parser in C if PyYAML has it, which takes a tenth of the time.

    That parser recurses until it crashes, so it is not used on text that could be nested deeply;
    text that it rejects is parsed again by the parser in Python.
    """
    deepest = 2 * max(map(len, text.splitlines())) + text.count("[") + text.count("{")
    if deepest < 4000 and yaml.__with_libyaml__:
        with suppress(Exception):
            return yaml.load(text, yaml.CSafeLoader)
    return yaml.safe_load(text)


@dataclass(frozen=True)
class BuiltConfig:
    """A config as stated on the card; ``files`` are paths below the dataset folder."""

    name: str
    files: tuple[str, ...]
    rows: int
    version: str
    logical_hash: str


def is_repository(folder: Path) -> bool:
    """Whether a folder is not a dataset folder, but has one in it."""
    return (folder / "dataset" / METADATA).is_file() and not (folder / METADATA).is_file()


def read_card(dataset: Path) -> tuple[tuple[BuiltConfig, ...] | None, list[Problem]]:
    """The configs that ``README.md`` lists, or the problems with it."""
    if is_repository(dataset):
        message = f"this is not a dataset folder; did you mean {(dataset / 'dataset').as_posix()}?"
        return None, [RULES["build-absent"].at(CARD, "", message, NAME_DATASET)]
    if is_missing(dataset / CARD):
        message = "there is no README.md: this is not a dataset folder, or it was never built"
        remedy = None if (dataset / METADATA).is_file() else NAME_DATASET
        return None, [RULES["build-absent"].at(CARD, "", message, remedy)]
    data, problem = read_bytes(dataset / CARD, CARD)
    if data is None:
        return None, [problem] if problem else []
    text, problems = decode(data, CARD)
    if text is None:
        return None, problems
    try:
        front, _ = split_front_matter(text)
        return _configs(front), []
    except ValueError as error:
        message = str(error)
    except Exception:  # a front matter that a build did not write can raise anything
        message = UNKNOWN_CONFIGS
    return None, [RULES["built-card-unreadable"].at(CARD, "1:1", message)]


NAME_DATASET = "name a dataset folder or a release"
UNKNOWN_CONFIGS = "its configs are not as a build writes them"


def _configs(front: Json) -> tuple[BuiltConfig, ...]:
    infos = {info["config_name"]: info for info in front["dataset_info"]}
    configs = []
    for config in front["configs"]:
        info = infos[config["config_name"]]
        statement = STATEMENT.search(info["description"])
        if statement is None:
            raise ValueError(
                f"the description of {config['config_name']} has no version and logical hash"
            )
        configs.append(
            BuiltConfig(
                name=str(config["config_name"]),
                files=tuple(str(path) for path in config["data_files"][0]["path"]),
                rows=int(info["splits"][0]["num_examples"]),
                version=statement.group(1),
                logical_hash=statement.group(2),
            )
        )
    return tuple(configs)


def read_rows(dataset: Path, config: BuiltConfig) -> list[Json]:
    """All rows of a config. Raises any exception of pyarrow if a file is damaged."""
    return [row for path in config.files for row in parquet.read(dataset / path)]


VERIFY = "list the problems of the folder: winnow verify"


def read_verified_rows(
    dataset: Path, configs: Iterable[BuiltConfig], names: Iterable[str]
) -> tuple[dict[str, list[Json]] | None, list[Problem]]:
    """The rows of these configs by name, or a problem if their logical hashes differ from the card.

    A config without rows is not built, so its rows are an empty list; ``pages`` always has rows.
    """
    by_name = {config.name: config for config in configs}
    if PAGES not in by_name:
        message = f"there is no config {PAGES}"
        return None, [RULES["built-card-unreadable"].at(CARD, "1:1", message, VERIFY)]
    rows: dict[str, list[Json]] = {}
    for name in names:
        config = by_name.get(name)
        rows[name] = []
        if config is None:
            continue
        file = f"data/{name}"
        try:
            for file in config.files:
                rows[name].extend(parquet.read(dataset / file))
            differs = logical_hash(rows[name]) != config.logical_hash
        except Exception as error:  # a damaged file can raise anything
            message = f"cannot read the rows of {name}: {type(error).__name__}"
            return None, [RULES["built-file-differs"].at(file, "", message, VERIFY)]
        if differs:
            message = f"the rows of {name} differ from the logical hash on the card"
            return None, [RULES["rows-differ"].at(f"data/{name}", "", message, VERIFY)]
    return rows, []


def other_layout(error: Exception) -> Problem:
    """The problem with undamaged rows that lack columns which this version of Winnow reads."""
    message = f"this version of Winnow cannot read rows of that version ({type(error).__name__})"
    remedy = "use the version of Winnow that is stated on the card"
    return RULES["rows-differ"].at("data", "", message, remedy)


@dataclass(frozen=True, repr=False)
class Dataset:
    """The pages of a built dataset with typed annotations, and the registry they refer to.

    Iterating gives the pages; ``dataset["000"]`` is the only page whose id begins with ``000``.
    ``pages`` are sorted by id; ``registry`` maps registry ids, such as ``Mention.entity``, to their
    entries. ``hashes`` are the logical hashes of the configs that were read, SHA-256 as 64
    hexadecimal digits.
    """

    name: str
    version: str
    hashes: Mapping[str, str]
    pages: tuple[Page, ...]
    registry: Mapping[str, Entry]

    def __repr__(self) -> str:
        return f"Dataset({self.name} {self.version}, {len(self.pages)} pages)"

    def __iter__(self) -> Iterator[Page]:
        """The pages in the order of their ids."""
        return iter(self.pages)

    def __len__(self) -> int:
        """The number of pages."""
        return len(self.pages)

    def __getitem__(self, page_id: str) -> Page:
        """The page with an id, or with the only id that begins so. Raises ``KeyError``."""
        ids = [page.id for page in self.pages]
        matches = matching_ids(page_id, ids)
        if len(matches) != 1:
            problem = "several page ids begin with" if matches else "no page id begins with"
            raise KeyError(f"{problem} {page_id!r}; the ids are {', '.join(ids)}")
        return self.pages[ids.index(matches[0])]


PAGES = "pages"
LOADED = (PAGES, "registry")
"""The configs that ``load`` reads."""


def load(folder: str | Path = "dataset") -> Dataset:
    """Load a built dataset folder or an unpacked release, with typed annotations.

    Pages are read from the config ``pages`` and checked against its logical hash on the card.
    Raises ``ValueError`` if the folder cannot be read or its rows differ from that hash.
    """
    path = Path(folder)
    rows = None
    configs, problems = read_card(path)
    if configs is not None:
        rows, problems = read_verified_rows(path, configs, LOADED)
    if configs is None or rows is None:
        raise ValueError("; ".join(_described(path, problem) for problem in problems))
    by_name = {config.name: config for config in configs}
    try:
        pages = pages_of_rows(rows[PAGES])
        registry = entries(rows["registry"])
    except (LookupError, TypeError, ValueError) as error:
        raise ValueError(_described(path, other_layout(error))) from error
    return Dataset(
        name=name_of(path),
        version=by_name[PAGES].version,
        hashes={name: by_name[name].logical_hash for name in LOADED if name in by_name},
        pages=pages,
        registry=registry,
    )


def _described(folder: Path, problem: Problem) -> str:
    return f"{folder / problem.file}: {problem.message} ({problem.remedy})"


def pages_of_rows(rows: Iterable[Json]) -> tuple[Page, ...]:
    """The pages in the rows of ``pages``, sorted by id."""
    return tuple(sorted(map(page_of_row, rows), key=lambda page: page.id))


def name_of(dataset: Path) -> str:
    """The name of the dataset in ``metadata.json``, or else of its folder."""
    metadata = read_json(dataset / METADATA, METADATA).value
    name = metadata.get("name") if isinstance(metadata, dict) else None
    return name if isinstance(name, str) else dataset.resolve().name
