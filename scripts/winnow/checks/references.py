"""Check ids, and the references between segments and articles (level 4)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest

from winnow.model.json import Json
from winnow.model.layers import LAYERS, Segment
from winnow.model.page import PageAnnotations, article_begins, number
from winnow.model.problem import Problem, excerpt
from winnow.model.rules import RULES
from winnow.model.schemas import Schemas

ID = re.compile(rf"[{''.join(layer.prefix for layer in LAYERS.values())}][1-9][0-9]{{0,8}}")
"""The form of an annotation id."""

BULLET = re.compile(r"^[•‣◦⁃∙·*–-]\s*")
"""A list bullet, which is part of the duplicate that it precedes."""


def page_id(name: str, page: PageAnnotations) -> Iterator[Problem]:
    """``page_id`` is the name of the file."""
    if page.page_id is not None and page.page_id != name:
        message = f"page_id is {excerpt(page.page_id)}, but the file is named after {name}"
        yield RULES["page-id-differs"].at(page.file, "page_id", message)


def duplicate_ids(page: PageAnnotations) -> Iterator[Problem]:
    """Ids are unique in their file."""
    first: dict[str, str] = {}
    for place, annotation_id in page.ids:
        if first.setdefault(annotation_id, place) != place:
            place_of_first = first[annotation_id].removesuffix(".id")
            message = f"{annotation_id} is already the id of {place_of_first}"
            yield RULES["id-duplicate"].at(page.file, place, message)


def issued_ids(page: PageAnnotations, entry: Json) -> Iterator[Problem]:
    """Ids are in use or withdrawn, exactly those that were issued.

    ``entry`` is the entry of the page in ``ids.json``.
    """
    places: dict[str, str] = {}
    for place, annotation_id in page.ids:
        places.setdefault(annotation_id, place)
    highest: dict[str, int] = entry["issued"]
    withdrawn = {withdrawal["id"] for withdrawal in entry["withdrawn"]}
    numbers: dict[str, set[int]] = {prefix: set() for prefix in highest}
    for annotation_id in (*places, *sorted(withdrawn)):
        if ID.fullmatch(annotation_id):
            prefix = annotation_id[0]
            numbers[prefix].add(int(annotation_id[1:]))
            if int(annotation_id[1:]) > highest[prefix]:
                last = f"{prefix}{highest[prefix]}"
                message = f"{annotation_id} was not issued: ids.json ends at {last}"
                place = places.get(annotation_id, "")
                yield RULES["id-not-issued"].at(page.file, place, message)
    for annotation_id in sorted(withdrawn & places.keys()):
        message = f"{annotation_id} is withdrawn and cannot be used again"
        yield RULES["id-withdrawn"].at(page.file, places[annotation_id], message)
    for prefix, used in numbers.items():
        for start, end in _unused(used, highest[prefix]):
            ids = f"{prefix}{start}" if start == end else f"{prefix}{start} to {prefix}{end}"
            message = f"issued, but neither on the page nor withdrawn: {ids}"
            yield RULES["id-vanished"].at(page.file, "", message)


def _unused(used: set[int], highest: int) -> Iterator[tuple[int, int]]:
    """Ranges of numbers from 1 to ``highest`` that are not used, both ends included."""
    previous = 0
    for issued in (*sorted(issued for issued in used if issued <= highest), highest + 1):
        if issued > previous + 1:
            yield previous + 1, issued - 1
        previous = issued


def article_references(page: PageAnnotations, schemas: Schemas) -> Iterator[Problem]:
    """Segments name an existing article, if and only if their kind requires it."""
    article_rules = schemas.attribute("segment_kind", "x-article")
    article_ids = {article.id for article in page.articles}
    for segment in page.segments:
        place = f"segments[{segment.index}].article"
        rule = article_rules.get(segment.kind)
        if segment.article is None and rule == "required":
            message = f"{segment.id} is a {segment.kind} and names no article"
            yield RULES["article-not-named"].at(page.file, place, message)
        elif segment.article is not None and rule == "forbidden":
            message = f"{segment.id} is a {segment.kind} and names the article {segment.article}"
            yield RULES["article-named"].at(page.file, place, message)
        elif segment.article not in article_ids | {None} and "articles" not in page.incomplete:
            message = f"{segment.id} names {excerpt(segment.article)}, which is not in articles"
            yield RULES["article-unknown"].at(page.file, place, message)


def articles(page: PageAnnotations, schemas: Schemas) -> Iterator[Problem]:
    """Articles have content and are numbered in page order, and one of them is main."""
    classes = schemas.classes
    begins = article_begins(page)
    with_content = {
        segment.article for segment in page.segments if classes.get(segment.kind) == "content"
    }
    complete = "segments" not in page.incomplete and all(
        segment.kind in classes for segment in page.segments
    )
    last_begin = -1
    for article in sorted(page.articles, key=lambda article: number(article.id)):
        place = f"articles[{article.index}]"
        if complete and article.id not in with_content:
            message = f"{article.id} has no segment of the class content"
            yield RULES["article-without-content"].at(page.file, place, message)
        begin = begins.get(article.id, last_begin)
        if begin < last_begin:
            message = f"{article.id} begins before an article with a lower number"
            yield RULES["article-order"].at(page.file, place, message)
        last_begin = max(last_begin, begin)
    roles = Counter(article.role for article in page.articles)
    roles_known = roles.keys() <= set(schemas.labels("article_role"))
    if roles and roles["main"] != 1 and roles_known and "articles" not in page.incomplete:
        message = f"{roles['main']} of {len(page.articles)} articles have the role main"
        yield RULES["main-article-count"].at(page.file, "articles", message)


def repetitions(page: PageAnnotations) -> Iterator[Problem]:
    """The first headline or publisher of an article is the original, all later ones duplicates."""
    originals: dict[tuple[str, str], Segment] = {}
    for segment in sorted(page.segments, key=lambda segment: segment.start):
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
            quotes = {
                original.quote
                for (article, _), original in originals.items()
                if article == segment.article
            }
            if not {segment.quote, BULLET.sub("", segment.quote)} & quotes:
                message = (
                    f"{segment.id} ({excerpt(segment.quote)}) does not repeat an earlier headline "
                    f"or publisher of {segment.article}"
                )
                yield RULES["duplicate-without-original"].at(page.file, place, message)


def datelines(text: str, page: PageAnnotations) -> Iterator[Problem]:
    """A dateline is followed, in its line, by a paragraph of its article."""
    segments = sorted(page.segments, key=lambda segment: segment.start)
    for segment, following in zip_longest(segments, segments[1:]):
        if segment.kind == "dateline" and not (
            following
            and following.kind == "paragraph"
            and following.article == segment.article
            and "\n" not in text[segment.end : following.start]
        ):
            message = f"{segment.id} ({excerpt(segment.quote)}) is not followed by a paragraph"
            place = f"segments[{segment.index}]"
            yield RULES["dateline-without-body"].at(page.file, place, message)


def standfirsts(page: PageAnnotations) -> Iterator[Problem]:
    """A standfirst comes before the first paragraph of its article."""
    with_body: set[str] = set()
    for segment in sorted(page.segments, key=lambda segment: segment.start):
        if segment.article is None:
            continue
        if segment.kind == "paragraph":
            with_body.add(segment.article)
        elif segment.kind == "standfirst" and segment.article in with_body:
            message = f"{segment.id} ({excerpt(segment.quote)}) follows a paragraph of its article"
            yield RULES["standfirst-after-body"].at(
                page.file, f"segments[{segment.index}]", message
            )
