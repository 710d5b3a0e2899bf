"""Ids, and what segments and articles say of each other (level 4)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from winnow.model.json import Json
from winnow.model.layers import LAYERS, Segment
from winnow.model.page import PageAnnotations
from winnow.model.problem import Problem, excerpt
from winnow.model.rules import RULES
from winnow.model.schemas import Schemas

ID = re.compile(rf"[{''.join(layer.prefix for layer in LAYERS.values())}][1-9][0-9]{{0,8}}")
"""What an annotation's id looks like."""

BULLET = re.compile(r"^[•‣◦⁃∙·*–-]\s*")
"""A list bullet, which belongs to the duplicate that it stands before."""


def page_id(name: str, page: PageAnnotations) -> Iterator[Problem]:
    """The file is named after the page that it says it is of."""
    if page.page_id is not None and page.page_id != name:
        message = f"says {excerpt(page.page_id)}, but the file is named after {name}"
        yield RULES["page-id-differs"].at(page.file, "page_id", message)


def ids(page: PageAnnotations, issued: Json | None) -> Iterator[Problem]:
    """Ids are unique, were issued, and neither came back nor vanished.

    ``issued`` is the page's entry in ``ids.json``, or None where it has none.
    """
    first: dict[str, str] = {}
    for place, each in page.ids:
        if each in first:
            message = f"{each} stands at {first[each].removesuffix('.id')} already"
            yield RULES["id-duplicate"].at(page.file, place, message)
        first.setdefault(each, place)
    if issued is None:
        return
    highest: dict[str, int] = issued["issued"]
    withdrawn = {each["id"] for each in issued["withdrawn"]}
    numbers: dict[str, set[int]] = {prefix: set() for prefix in highest}
    for each in (*first, *withdrawn):
        if ID.fullmatch(each):
            numbers[each[0]].add(int(each[1:]))
            if int(each[1:]) > highest[each[0]]:
                message = f"{each} was never issued: ids.json ends at {each[0]}{highest[each[0]]}"
                yield RULES["id-not-issued"].at(page.file, first.get(each, ""), message)
    for each in sorted(withdrawn & set(first)):
        message = f"{each} was withdrawn and must not come back"
        yield RULES["id-withdrawn"].at(page.file, first[each], message)
    for prefix, used in numbers.items():
        for start, end in _missing(used, highest[prefix]):
            gone = f"{prefix}{start}" if start == end else f"{prefix}{start} to {prefix}{end}"
            verb = "was issued, but is" if start == end else "were issued, but are"
            message = f"{gone} {verb} neither on the page nor withdrawn"
            yield RULES["id-vanished"].at(page.file, "", message)


def _missing(used: set[int], highest: int) -> Iterator[tuple[int, int]]:
    """Runs of numbers from 1 to ``highest`` that are not used, both ends included."""
    before = 0
    for number in (*sorted(each for each in used if each <= highest), highest + 1):
        if number > before + 1:
            yield before + 1, number - 1
        before = number


def article_references(page: PageAnnotations, schemas: Schemas) -> Iterator[Problem]:
    """Segments name an article that exists, where their kind asks for one and only there."""
    wanted = schemas.attribute("segment_kind", "x-article")
    known = {article.id for article in page.articles}
    for segment in page.segments:
        place = f"segments[{segment.index}].article"
        rule = wanted.get(segment.kind)
        if segment.article is None and rule == "required":
            message = f"{segment.id} is a {segment.kind} and names no article"
            yield RULES["article-not-named"].at(page.file, place, message)
        elif segment.article is not None and rule == "forbidden":
            message = f"{segment.id} is a {segment.kind} and names the article {segment.article}"
            yield RULES["article-named"].at(page.file, place, message)
        elif segment.article not in known | {None} and "articles" not in page.incomplete:
            message = f"{segment.id} names {excerpt(segment.article)}, which is not in articles"
            yield RULES["article-unknown"].at(page.file, place, message)


def articles(page: PageAnnotations, schemas: Schemas) -> Iterator[Problem]:
    """Each article has content, they are numbered in page order, and one of them is main."""
    classes = schemas.classes
    begins: dict[str, int] = {}
    with_content: set[str] = set()
    for segment in page.segments:
        if segment.article is not None:
            at = min(segment.start, begins.get(segment.article, segment.start))
            begins[segment.article] = at
            if classes.get(segment.kind) == "content":
                with_content.add(segment.article)
    reach = -1
    kinds_known = all(segment.kind in classes for segment in page.segments)
    for article in sorted(page.articles, key=lambda each: (len(each.id), each.id)):
        place = f"articles[{article.index}]"
        whole = kinds_known and "segments" not in page.incomplete
        if article.id not in with_content and whole:
            message = f"{article.id} has no segment of the class content"
            yield RULES["article-without-content"].at(page.file, place, message)
        begin = begins.get(article.id, reach)
        if begin < reach:
            message = f"{article.id} begins before an article with a lower number"
            yield RULES["article-order"].at(page.file, place, message)
        reach = max(reach, begin)
    roles = Counter(article.role for article in page.articles)
    known = set(roles) <= set(schemas.labels("article_role")) and "articles" not in page.incomplete
    if page.articles and roles["main"] != 1 and known:
        message = f"{roles['main']} of {len(page.articles)} articles have the role main"
        yield RULES["main-article-count"].at(page.file, "articles", message)


def repetitions(page: PageAnnotations) -> Iterator[Problem]:
    """The first headline or publisher of an article is the original, the others duplicates."""
    originals: dict[tuple[str, str], Segment] = {}
    for segment in sorted(page.segments, key=lambda each: each.start):
        place = f"segments[{segment.index}]"
        if segment.article is None:
            continue
        if segment.kind in ("headline", "publisher"):
            key = (segment.article, segment.kind)
            if key in originals:
                message = f"{segment.id} is a second {segment.kind} of {segment.article}"
                yield RULES["article-label-repeated"].at(page.file, place, message)
            originals.setdefault(key, segment)
        elif segment.kind == "duplicate":
            earlier = {
                original.quote
                for (owner, _), original in originals.items()
                if owner == segment.article
            }
            if not {segment.quote, BULLET.sub("", segment.quote)} & earlier:
                message = (
                    f"{segment.id} ({excerpt(segment.quote)}) repeats no earlier headline "
                    f"or publisher of {segment.article}"
                )
                yield RULES["duplicate-without-original"].at(page.file, place, message)


def datelines(text: str, page: PageAnnotations) -> Iterator[Problem]:
    """A dateline opens a body."""
    ordered = sorted(page.segments, key=lambda each: each.start)
    for index, segment in enumerate(ordered):
        if segment.kind == "dateline" and not _opens_body(segment, ordered[index + 1 :], text):
            message = f"{segment.id} ({excerpt(segment.quote)}) opens no paragraph"
            yield RULES["dateline-without-body"].at(
                page.file, f"segments[{segment.index}]", message
            )


def standfirsts(page: PageAnnotations) -> Iterator[Problem]:
    """A standfirst comes before the first paragraph of its article."""
    bodies: dict[str, int] = {}
    for segment in page.segments:
        if segment.kind == "paragraph" and segment.article is not None:
            begin = bodies.get(segment.article, segment.start)
            bodies[segment.article] = min(segment.start, begin)
    for segment in page.segments:
        begin = bodies.get(segment.article or "", segment.start)
        if segment.kind == "standfirst" and segment.start > begin:
            message = f"{segment.id} ({excerpt(segment.quote)}) follows a paragraph of its article"
            yield RULES["standfirst-after-body"].at(
                page.file, f"segments[{segment.index}]", message
            )


def _opens_body(dateline: Segment, later: Sequence[Segment], text: str) -> bool:
    if not later:
        return False
    following = later[0]
    return (
        following.kind == "paragraph"
        and following.article == dateline.article
        and "\n" not in text[dateline.end : following.start]
    )
