"""The commands with their summaries and examples; their modules are imported when they run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

USE, ANNOTATE, MAINTAIN = "Use", "Annotate", "Maintain"


@dataclass(frozen=True)
class Description:
    """A command in the list of commands, and the end of its help.

    ``function`` is ``module:function`` in this package, ``page`` a page below ``docs/``.
    """

    group: str
    function: str
    summary: str
    page: str
    examples: tuple[str, ...]

    @property
    def epilog(self) -> str:
        """Examples and page; after a backspace, Click does not wrap the lines of a paragraph."""
        examples = "".join(f"\n  {example}" for example in self.examples)
        return f"\b\nExamples:{examples}\n\nDocs: docs/{self.page}.md"


COMMANDS = {
    "info": Description(
        USE,
        "info:info",
        "Describe a dataset: version, configs, rows, hashes, location.",
        "how-to/load",
        ("winnow info", "winnow info path/to/dataset --format json"),
    ),
    "show": Description(
        USE,
        "inspect:show",
        "Print a page with its gold annotations.",
        "annotation",
        ("winnow show 000", "winnow show 000 --sentence x2 --sentence x3"),
    ),
    "predict": Description(
        USE,
        "score:predict",
        "Run a system and write its predictions.",
        "how-to/evaluate",
        ("winnow predict entities --with spacy:en_core_web_sm --output ner.jsonl",),
    ),
    "score": Description(
        USE,
        "score:score",
        "Score the predictions of a system.",
        "how-to/evaluate",
        (
            "winnow score entities ner.jsonl",
            "winnow score entities ner.jsonl --against other.jsonl",
            "winnow score entities ner.jsonl --measure strict --of all,PERSON --name Mine",
        ),
    ),
    "verify": Description(
        USE,
        "dataset:verify",
        "Check that a copy of the dataset or a release is undamaged.",
        "how-to/cite",
        ("winnow verify", "winnow verify path/to/dataset"),
    ),
    "check": Description(
        ANNOTATE,
        "check:check",
        "Check that sources, annotations and schemas are valid.",
        "how-to/add-a-page",
        ("winnow check", "winnow check 000 --rule span-quote-differs --max 0"),
    ),
    "build": Description(
        ANNOTATE,
        "dataset:build",
        "Check everything, then build dataset/.",
        "builds",
        ("winnow build", "winnow build --check"),
    ),
    "counts": Description(
        ANNOTATE,
        "inspect:counts",
        "Count annotations, labels and decisions.",
        "reference/counts",
        ("winnow counts", "winnow counts --format markdown"),
    ),
    "agree": Description(
        ANNOTATE,
        "inspect:agree",
        "Measure the agreement of two passes.",
        "agreement",
        ("winnow agree a b", "winnow agree a gold --format latex"),
    ),
    "audit": Description(
        ANNOTATE,
        "inspect:audit",
        "Summarise the audits of the gold standard.",
        "annotation",
        ("winnow audit",),
    ),
    "diff": Description(
        MAINTAIN,
        "diff:diff",
        "Compare two versions.",
        "versions",
        ("winnow diff HEAD", "winnow diff path/to/old path/to/new --summary"),
    ),
    "release": Description(
        MAINTAIN,
        "release:release",
        "Make a release.",
        "releasing",
        ("winnow release --first", "winnow release --previous path/to/release"),
    ),
    "rehydrate": Description(
        MAINTAIN,
        "release:rehydrated",
        "Restore a dataset from a standoff release and the texts.",
        "releasing",
        ("winnow rehydrate path/to/standoff --texts path/to/pages",),
    ),
    "site": Description(
        MAINTAIN,
        "site:site_command",
        "Write the generated pages of the docs.",
        "site",
        ("winnow site", "winnow site --check"),
    ),
}


def parameters(command: Any, context: typer.Context) -> Iterator[tuple[str, str, str]]:
    """``argument`` or ``option``, name with metavar and help text of each parameter."""
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None:
            if parameter.param_type_name == "argument":
                name = parameter.metavar or parameter.name.upper()
            else:
                names = sorted(parameter.opts, key=len)
                metavar = parameter.metavar or names[-1].lstrip("-").upper()
                name = ", ".join(names) + ("" if parameter.is_flag else f" {metavar}")
            yield parameter.param_type_name, name, record[1]


class Command(TyperCommand):
    """Shows metavars only, where Typer would add types such as ``<list[str]>``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The same, without the words of pydantic in messages."""
        try:
            return super().parse_args(ctx, args)
        except typer.BadParameter as error:
            error.message = error.message.removeprefix("Value error, ")
            raise

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Options and arguments of the usage line."""
        pieces = ["[OPTIONS]"]
        for parameter in self.params:
            if parameter.param_type_name == "argument":
                name = parameter.metavar or parameter.name.upper()
                name = name if parameter.required else f"[{name}]"
                pieces.append(name if parameter.nargs == 1 else f"{name}...")
        return pieces

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """The tables of arguments and options."""
        records = list(parameters(self, ctx))
        for title in ("Arguments", "Options"):
            rows = [(name, text) for kind, name, text in records if title == f"{kind.title()}s"]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)


class Group(TyperGroup):
    """Lists commands by group without importing them."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """``winnow help COMMAND`` is ``winnow COMMAND --help``."""
        if args[:1] == ["help"]:
            args = [*args[1:2], "--help"]
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The imported command of the first argument."""
        name, _, rest = super().resolve_command(ctx, args)
        return name, imported(name) if name else None, rest

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """A table of commands for each group."""
        width = max(map(len, self.commands))
        for group in (USE, ANNOTATE, MAINTAIN):
            with formatter.section(group):
                formatter.write_dl(
                    [
                        (f"{name:<{width}}", description.summary)
                        for name, description in COMMANDS.items()
                        if description.group == group
                    ]
                )


def imported(name: str) -> Any:
    """The command of a name, from its module."""
    description = COMMANDS[name]
    module, _, function = description.function.partition(":")
    single = typer.Typer(rich_markup_mode=None, add_completion=False)
    single.command(name, cls=Command, epilog=description.epilog)(
        getattr(import_module(f"winnow.cli.{module}"), function)
    )
    return typer.main.get_command(single)
