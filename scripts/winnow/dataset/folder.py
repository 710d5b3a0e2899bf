"""A built dataset folder as a reader finds it: what its card lists, and the rows behind it."""

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
from winnow.model.page import Page
from winnow.model.problem import Problem
from winnow.model.registry import Entry
from winnow.model.rules import RULES
from winnow.read.files import decode, read_bytes, read_json
from winnow.rows.pages import page_of_row

FRONT_MATTER = re.compile(r"\A---\n(.*?\n)---\n", re.DOTALL)
STATEMENT = re.compile(r"Version (\S+), logical hash sha256:([0-9a-f]{64})$")
"""How a config's description in the front matter ends: with version and logical hash."""


def split_front_matter(text: str) -> tuple[Json, str]:
    """Front matter and body. Raises ``ValueError`` where there is no mapping in front."""
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
    """YAML, read by the parser in C where PyYAML has it: it takes a tenth of the time.

    That one recurses until it crashes, so it reads nothing that could be nested deeply; what it
    rejects is left to the one in Python.
    """
    deepest = 2 * max(map(len, text.splitlines())) + text.count("[") + text.count("{")
    if deepest < 4000 and yaml.__with_libyaml__:
        with suppress(Exception):
            return yaml.load(text, yaml.CSafeLoader)
    return yaml.safe_load(text)


@dataclass(frozen=True)
class BuiltConfig:
    """A config as the card states it; ``files`` are paths below the dataset folder."""

    name: str
    files: tuple[str, ...]
    rows: int
    version: str
    logical_hash: str


NO_DATASET = "name a dataset folder or a release"


def read_card(dataset: Path) -> tuple[tuple[BuiltConfig, ...] | None, list[Problem]]:
    """The configs that ``README.md`` lists, or what is wrong with it."""
    if not (dataset / METADATA).is_file() and (dataset / "dataset" / METADATA).is_file():
        message = "this is not a dataset folder, but it has one"
        remedy = f"did you mean {(dataset / 'dataset').as_posix()}?"
        return None, [RULES["build-absent"].at(CARD, "", message, remedy)]
    data, problem = read_bytes(dataset / CARD, CARD)
    if data is None:
        if problem is None or problem.rule == RULES["file-missing"].id:
            message = "there is no README.md: this is not a dataset folder, or it was never built"
            remedy = "build it: winnow build" if (dataset / METADATA).is_file() else NO_DATASET
            problem = RULES["build-absent"].at(CARD, "", message, remedy)
        return None, [problem]
    text, problems = decode(data, CARD)
    if text is None:
        return None, problems
    try:
        front, _ = split_front_matter(text)
        return _configs(front), []
    except Exception as error:  # whatever stands there in place of a built front matter
        said = (
            str(error)
            if type(error) is ValueError
            else "its configs are not as a build writes them"
        )
        return None, [RULES["built-card-unreadable"].at(CARD, "1:1", said)]


def _configs(front: Json) -> tuple[BuiltConfig, ...]:
    infos = {info["config_name"]: info for info in front["dataset_info"]}
    configs = []
    for config in front["configs"]:
        info = infos[config["config_name"]]
        stated = STATEMENT.search(info["description"])
        if stated is None:
            raise ValueError(
                f"the description of {config['config_name']} states no version and logical hash"
            )
        configs.append(
            BuiltConfig(
                name=str(config["config_name"]),
                files=tuple(str(path) for path in config["data_files"][0]["path"]),
                rows=int(info["splits"][0]["num_examples"]),
                version=stated.group(1),
                logical_hash=stated.group(2),
            )
        )
    return tuple(configs)


def read_rows(dataset: Path, config: BuiltConfig) -> list[Json]:
    """All rows of a config. Raises whatever pyarrow does where a file is damaged."""
    return [row for path in config.files for row in parquet.read(dataset / path)]


VERIFY = "see what is wrong with the folder: winnow verify"


def read_verified_rows(
    dataset: Path, configs: Iterable[BuiltConfig], names: Iterable[str]
) -> tuple[dict[str, list[Json]] | None, list[Problem]]:
    """The rows of these configs by name, or the problem if they are not those that the card states.

    A build leaves out configs without rows; ``pages`` always has some.
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
            message = f"the rows of {name} are not those that the card states"
            return None, [RULES["rows-differ"].at(f"data/{name}", "", message, VERIFY)]
    return rows, []


def other_layout(error: Exception) -> Problem:
    """The problem if rows, though those that the card states, lack what this version reads."""
    message = f"the rows are not of a version that this program reads ({type(error).__name__})"
    remedy = "use the program of the version that the card states"
    return RULES["rows-differ"].at("data", "", message, remedy)


@dataclass(frozen=True, repr=False)
class Dataset:
    """The pages of a built dataset with typed annotations, and the registry they refer to.

    Iterating gives the pages, ``dataset[page_id]`` one of them. ``pages`` are sorted by id;
    ``registry`` has the entry of each registry id, such as the name behind ``Mention.entity``.
    ``hashes`` are the logical hashes of the configs that were read, SHA-256 as 64 hexadecimal
    digits.
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
        """The page with an id. Raises ``KeyError``."""
        for page in self.pages:
            if page.id == page_id:
                return page
        matches = [page.id for page in self.pages if page.id.startswith(str(page_id))]
        raise KeyError(f"{page_id}; did you mean {matches[0]}?" if matches else page_id)


PAGES = "pages"
LOADED = (PAGES, "registry")
"""The configs that a dataset is loaded from."""


def load(folder: str | Path = "dataset") -> Dataset:
    """Load a built dataset folder, or a release that was unpacked, with typed annotations.

    The pages are those of the config ``pages``, and are checked against the logical hash that the
    card states. Raises ``ValueError`` if the folder cannot be read, or if its rows are others.
    """
    dataset, problems = _read_dataset(Path(folder))
    if dataset is None:
        raise ValueError(
            "; ".join(
                f"{Path(folder) / problem.file}: {problem.message} ({problem.remedy})"
                for problem in problems
            )
        )
    return dataset


def _read_dataset(folder: Path) -> tuple[Dataset | None, list[Problem]]:
    configs, problems = read_card(folder)
    if configs is None:
        return None, problems
    rows, problems = read_verified_rows(folder, configs, LOADED)
    if rows is None:
        return None, problems
    by_name = {config.name: config for config in configs}
    try:
        pages = pages_of_rows(rows[PAGES])
        registry = {
            row["id"]: Entry(index, row["id"], row["name"], row["kind"], row["type"])
            for index, row in enumerate(rows["registry"])
        }
    except (LookupError, TypeError, ValueError) as error:
        return None, [other_layout(error)]
    dataset = Dataset(
        name=name_of(folder),
        version=by_name[PAGES].version,
        hashes={name: by_name[name].logical_hash for name in LOADED if name in by_name},
        pages=pages,
        registry=registry,
    )
    return dataset, []


def pages_of_rows(rows: Iterable[Json]) -> tuple[Page, ...]:
    """The pages that the rows of ``pages`` were made from, sorted by id."""
    return tuple(sorted(map(page_of_row, rows), key=lambda page: page.id))


def name_of(dataset: Path) -> str:
    """The name that ``metadata.json`` gives the dataset, else that of its folder."""
    metadata = read_json(dataset / METADATA, METADATA).value
    name = metadata.get("name") if isinstance(metadata, dict) else None
    return name if isinstance(name, str) else dataset.resolve().name
