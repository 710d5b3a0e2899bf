"""The gold standard as scorers read it: from a built dataset folder or a release."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path

from winnow import __version__
from winnow.dataset import folder as built
from winnow.model.json import Json
from winnow.model.layers import Segment, Sentence
from winnow.model.page import Page
from winnow.model.problem import Problem
from winnow.model.rules import RULES
from winnow.model.schemas import Schemas
from winnow.read import schemas as schemas_module
from winnow.rows.common import on_page

MAIN, RELATED, AROUND = "main article", "related articles", "around the articles"
PLACES = (MAIN, RELATED, AROUND)
"""Where a sentence stands: in the content of an article by its role, or in anything else."""

Unit = tuple[str, str]
"""A sentence of the gold standard: page id and the sentence's id on the page."""


@dataclass(frozen=True)
class Target:
    """A row of ``stance``: a sentence, and a target on which it may take a stance."""

    id: str
    page_id: str
    sentence_id: str
    text: str
    target_id: str
    target_name: str
    polarity: str

    @property
    def unit(self) -> Unit:
        """The sentence."""
        return self.page_id, self.sentence_id


@dataclass(frozen=True, repr=False)
class Gold:
    """Pages by id with all layers, and what else systems are scored against.

    ``targets`` are the rows of the config ``stance`` by id. ``names`` has the name of every id in
    the registry; ``name`` and ``version`` are those of the dataset, ``hashes`` the logical hashes
    of the configs that were read.
    """

    name: str
    version: str
    hashes: Mapping[str, str]
    pages: Mapping[str, Page]
    targets: Mapping[str, Target]
    names: Mapping[str, str]
    schemas: Schemas

    def __repr__(self) -> str:
        return f"Gold({self.name} {self.version}, {len(self.pages)} pages)"

    def scored(self, task: str) -> dict[str, str]:
        """The logical hash of each config that a task is scored on; of those that have rows."""
        return {config: self.hashes[config] for config in SCORED[task] if config in self.hashes}

    @cached_property
    def classes(self) -> dict[str, str]:
        """The segment class of each segment kind."""
        return self.schemas.classes

    @cached_property
    def units(self) -> dict[Unit, int]:
        """Each sentence with its number (from 0): pages by id, sentences in page order."""
        found = ((page.id, each.id) for page in self.pages.values() for each in page.sentences)
        return {unit: number for number, unit in enumerate(found)}

    @cached_property
    def targets_of(self) -> dict[str, list[Target]]:
        """The rows of ``stance`` of each page."""
        found: dict[str, list[Target]] = {page_id: [] for page_id in self.pages}
        for row in self.targets.values():
            found[row.page_id].append(row)
        return found

    @cached_property
    def extents(self) -> tuple[tuple[int, int], ...]:
        """Start and end of each sentence, in code points of its page, in the order of ``units``."""
        return tuple((each.start, each.end) for _, each in self.sentences())

    @cached_property
    def strata(self) -> tuple[str, ...]:
        """What each sentence is resampled within: its article, or else what is around those."""
        return tuple(self._stratum(page, each) for page, each in self.sentences())

    @cached_property
    def places(self) -> tuple[str, ...]:
        """Which of ``PLACES`` each sentence stands in."""
        return tuple(self._place(page, each) for page, each in self.sentences())

    def sentences(self) -> Iterator[tuple[Page, Sentence]]:
        """Every sentence with its page, in the order of ``units``."""
        for page in self.pages.values():
            for each in page.sentences:
                yield page, each

    def unit_at(self, page: Page, start: int) -> int:
        """Number of the sentence at a code point of a page, or the last that begins before it."""
        return self.units[page.id, sentence_at(page, start).id]

    def is_content(self, page: Page, segment: Segment, role: str | None = None) -> bool:
        """Whether a segment is content of an article, of any or of those in a role."""
        if self.classes[segment.kind] != "content" or segment.article is None:
            return False
        return role in (None, self._roles[page.id][segment.article])

    def content(self, page: Page, role: str | None = None) -> list[Segment]:
        """The content segments of a page, of all articles or of those in a role."""
        return [each for each in page.segments if self.is_content(page, each, role)]

    @cached_property
    def _roles(self) -> dict[str, dict[str, str]]:
        return {
            page.id: {article.id: article.role for article in page.articles}
            for page in self.pages.values()
        }

    def _stratum(self, page: Page, sentence: Sentence) -> str:
        segment = page.segment_of(sentence)
        if not self.is_content(page, segment):
            return f"{page.id} around the articles"
        return f"{page.id}#{segment.article}"

    def _place(self, page: Page, sentence: Sentence) -> str:
        segment = page.segment_of(sentence)
        if self.is_content(page, segment, "main"):
            return MAIN
        return RELATED if self.is_content(page, segment) else AROUND


def sentence_at(page: Page, start: int) -> Sentence:
    """The sentence at a code point of a page, or the last before it, or else the first."""
    after = bisect_right(page.sentences, start, key=lambda each: each.start)
    return page.sentences[max(after - 1, 0)]


def load(dataset: str | Path, schema: str | Path | None = None) -> Gold:
    """The gold standard of a built dataset folder or a release that was unpacked.

    The schemas are those in the release, or in the folder ``schema`` next to ``dataset``, or else
    those that come with the package; ``schema`` names another folder. Raises ``ValueError`` if the
    folder cannot be read, if its rows are not those that its card states, or if the schemas of the
    package are for another major version.
    """
    found, problems = read(Path(dataset), Path(schema) if schema else None)
    if found is None:
        raise ValueError("; ".join(f"{each.file}: {each.message}" for each in problems))
    return found


def read(
    dataset: Path, schema: Path | None = None, fallback: Path | None = None
) -> tuple[Gold | None, tuple[Problem, ...]]:
    """The same, or the problems; ``fallback`` is tried before the schemas of the package."""
    configs, problems = built.read_card(dataset)
    if configs is None:
        return None, tuple(problems)
    places = (dataset / "schema", dataset.parent / "schema", fallback)
    folder = schema or next(filter(_has_schemas, places), None)
    if folder is None:
        folder = packaged_schemas()
        misfit = _misfit(configs[0].version) if configs else None
        if misfit:
            return None, (misfit,)
    loaded, faults = schemas_module.load(folder, folder.as_posix())
    if loaded is None:
        return None, faults
    rows, problems = built.read_verified_rows(dataset, configs, NEEDED)
    if rows is None:
        return None, tuple(problems)
    by_name = {config.name: config for config in configs}
    try:
        return _gold(built.name_of(dataset), rows, loaded, by_name), ()
    except (LookupError, TypeError, ValueError) as error:
        return None, (built.other_layout(error),)


PREDICTIONS = "predictions.schema.json"
SCORED = {
    "boilerplate": ("boilerplate",),
    "sentences": ("pages",),
    "entities": ("entities",),
    "stance": ("stance",),
    "quotations": ("quotations",),
    "pipeline": ("boilerplate", "entities", "stance"),
}
"""The configs whose rows are the gold standard of each task: a paper cites their logical hashes."""

NEEDED = ("pages", "stance", "registry", "boilerplate", "entities", "quotations")
"""The configs that are read. All are checked against the card; the first three are used."""


def _has_schemas(folder: Path | None) -> bool:
    return folder is not None and (folder / PREDICTIONS).is_file()


def packaged_schemas() -> Path:
    """The schemas that come with the package; in an editable install, those of the repository."""
    package = Path(str(files("winnow")))
    inside = package / "schema"
    return inside if inside.is_dir() else package.parent.parent / "schema"


def _misfit(version: str) -> Problem | None:
    """The problem if the schemas of the package are for another major version of the dataset."""
    major = version.partition(".")[0]
    if major == __version__.partition(".")[0]:
        return None
    message = (
        f"the dataset is version {version} and has no schemas with it; those that come with winnow "
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
    loaded: Schemas,
    configs: Mapping[str, built.BuiltConfig],
) -> Gold:
    return Gold(
        name=name,
        version=configs["pages"].version,
        hashes={name: configs[name].logical_hash for name in rows if name in configs},
        pages={page.id: page for page in built.pages_of_rows(rows["pages"])},
        targets={row["id"]: _target(row) for row in rows["stance"]},
        names={row["id"]: row["name"] for row in rows["registry"]},
        schemas=loaded,
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
