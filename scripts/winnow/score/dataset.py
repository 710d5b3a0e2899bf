"""Read the gold standard from a dataset folder or an unpacked release."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from winnow import __version__
from winnow.dataset import folder as dataset_folder
from winnow.model.json import Json
from winnow.model.problem import Problem
from winnow.model.rules import RULES
from winnow.model.schemas import Schemas
from winnow.read import schemas as schemas_module
from winnow.rows.common import on_page
from winnow.score.gold import Gold, Target, packaged_schemas
from winnow.score.tasks import TASKS

USED = ("pages", "stance", "registry")
"""The configs whose rows are used."""

READ = tuple(
    dict.fromkeys([*USED, *(config for task in TASKS.values() for config in task.configs)])
)
"""The configs that are read and checked against the card, since scores cite their hashes."""

PREDICTIONS = "predictions.schema.json"


def load(dataset: str | Path, schema: str | Path | None = None) -> Gold:
    """The gold standard in a dataset folder or an unpacked release.

    The schemas are those in the release, in the folder ``schema`` next to ``dataset``, or in the
    package; ``schema`` names another folder. Raises ``ValueError`` if the folder cannot be read, if
    its rows are not those that its card describes, or if the schemas of the package are for another
    major version.
    """
    gold, problems = read(Path(dataset), Path(schema) if schema else None)
    if gold is None:
        raise ValueError("; ".join(f"{problem.file}: {problem.message}" for problem in problems))
    return gold


def read(
    dataset: Path, schema: Path | None = None, fallback: Path | None = None
) -> tuple[Gold | None, tuple[Problem, ...]]:
    """The gold standard, or the problems; ``fallback`` is tried before the package's schemas."""
    configs, problems = dataset_folder.read_card(dataset)
    if configs is None:
        return None, tuple(problems)
    folder = schema or _schema_folder(dataset / "schema", dataset.parent / "schema", fallback)
    if folder is None:
        folder = packaged_schemas()
        problem = _other_major_version(configs[0].version) if configs else None
        if problem:
            return None, (problem,)
    schemas, schema_problems = schemas_module.load(folder, folder.as_posix())
    if schemas is None:
        return None, schema_problems
    rows, problems = dataset_folder.read_verified_rows(dataset, configs, READ)
    if rows is None:
        return None, tuple(problems)
    by_name = {config.name: config for config in configs}
    try:
        return _gold(dataset_folder.name_of(dataset), rows, schemas, by_name), ()
    except (LookupError, TypeError, ValueError) as error:
        return None, (dataset_folder.other_layout(error),)


def _schema_folder(*folders: Path | None) -> Path | None:
    """The first folder that has the schema of predictions."""
    return next((path for path in folders if path and (path / PREDICTIONS).is_file()), None)


def _other_major_version(version: str) -> Problem | None:
    """The problem if the schemas of the package are not for this version of the dataset."""
    major = version.partition(".")[0]
    if major == __version__.partition(".")[0]:
        return None
    message = (
        f"the dataset is version {version} and has no schemas; those of winnow "
        f"{__version__} are for another major version"
    )
    remedy = (
        f"install winnow {major}, or use the schemas of version {version}: a folder schema next to "
        "the dataset, an unpacked release, or schema= in Python"
    )
    return RULES["file-missing"].at("schema", "", message, remedy)


def _gold(
    name: str,
    rows: Mapping[str, list[Json]],
    schemas: Schemas,
    configs: Mapping[str, dataset_folder.BuiltConfig],
) -> Gold:
    return Gold(
        name=name,
        version=configs["pages"].version,
        hashes={name: configs[name].logical_hash for name in rows if name in configs},
        pages={page.id: page for page in dataset_folder.pages_of_rows(rows["pages"])},
        targets={row["id"]: _target(row) for row in rows["stance"]},
        names={row["id"]: row["name"] for row in rows["registry"]},
        schemas=schemas,
    )


def _target(row: Json) -> Target:
    return Target(
        id=row["id"],
        page_id=row["page_id"],
        sentence_id=on_page(row["sentence_id"]),
        text=row["text"],
        target_id=row["target_id"],
        target_name=row["target_name"],
        polarity=row["polarity"],
    )
