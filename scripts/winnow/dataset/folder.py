"""A built dataset folder as a reader finds it: what its card lists, and the rows behind it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from winnow.dataset import parquet
from winnow.dataset.card import STATEMENT, split_front_matter
from winnow.dataset.manifest import CARD
from winnow.model import rules
from winnow.model.json import Json
from winnow.model.problem import Problem
from winnow.model.rules import FILE_MISSING
from winnow.read.files import decode, read_bytes


@dataclass(frozen=True)
class BuiltConfig:
    """A config as the card states it; ``files`` are paths below the dataset folder."""

    name: str
    files: tuple[str, ...]
    rows: int
    version: str
    logical_hash: str


def read_card(dataset: Path) -> tuple[tuple[BuiltConfig, ...] | None, list[Problem]]:
    """The configs that ``README.md`` lists, or what is wrong with it."""
    data, problem = read_bytes(dataset / CARD, CARD)
    if data is None:
        if problem is None or problem.rule == FILE_MISSING.id:
            message = "there is no README.md: this is no dataset folder, or nothing was built here"
            problem = rules.BUILD_ABSENT.at(CARD, "", message)
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
        return None, [rules.BUILT_CARD_UNREADABLE.at(CARD, "1:1", said)]


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
