"""Models of Hugging Face Transformers as plain functions: mentions and polarities.

A model is named by its folder, or by its name on the hub if it is in the local cache. No hub is
asked: ``hf download NAME`` puts a model into the cache beforehand. A model that brings code of its
own is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from winnow.score.spans import LabelledSpan
from winnow.score.systems.common import UnusableError, highest, unloadable, without_overlaps

OVERLAP = 128
"""Most tokens that two neighbouring pieces of a long text share."""


def tagger(name: str) -> Callable[[str], list[LabelledSpan]]:
    """A function from a text to its mentions, labels as the model has them but for B- and I-.

    Spans are in code points and in order; none overlap, none begin or end with white space. A text
    that is longer than the model takes is read in pieces that share a quarter of their tokens, but
    at most OVERLAP; of mentions that two pieces see differently the longer one is taken. A
    mention of no more tokens than they share is whole in one of them; a longer one may be broken.

    Tokens are joined to mentions by the strategy "first" where the tokenizer marks the pieces of a
    word (WordPiece): most models learn the label of a word from its first piece alone. Other
    tokenizers do not tell words from what is glued to them, such as full stops, and "first" would
    make these part of the mention; so there it is "simple", by which each token counts. So it is
    for a text of which the tokenizer changes the length, as by soft hyphens, which it drops: there
    the library takes words for pieces of the word before.

    Raises UnusableError where the model cannot be loaded, was not trained to classify tokens, or
    has a tokenizer that gives no offsets or has no padding token.
    """
    pipe = _pipeline(name, "token-classification", "AutoModelForTokenClassification")
    tokenizer = pipe.tokenizer
    if not tokenizer.is_fast:
        raise UnusableError(
            f"the tokenizer of {name!r} gives no offsets; take a model with a fast tokenizer"
        )
    if tokenizer.pad_token_id is None:
        raise UnusableError(
            f"the tokenizer of {name!r} has no padding token; name one in tokenizer_config.json"
        )
    stride = min(OVERLAP, tokenizer.model_max_length // 4)

    def tag(text: str) -> list[LabelledSpan]:
        if not text.strip():
            return []
        found = pipe(
            text,
            aggregation_strategy="first" if _knows_words(tokenizer, text) else "simple",
            stride=stride,
        )
        return without_overlaps(
            ((each["start"], each["end"], each["entity_group"]) for each in found), text
        )

    return tag


def classifier(name: str) -> Callable[[str, str], str]:
    """A function from a text and a target to the label with the highest score.

    The model is given the text as the first sequence and the target as the second, and must have
    been trained on the same. Of labels with the same score the first by name is taken. Labels are
    put in lower case, and are otherwise the model's.

    Nothing is cut off: the function raises UnusableError for a text that, with its target, has more
    tokens than the model takes. The factory raises it where the model cannot be loaded or was not
    trained to tell at least two labels apart.
    """
    pipe = _pipeline(name, "text-classification", "AutoModelForSequenceClassification")
    if pipe.model.config.num_labels < 2:
        raise UnusableError(f"{name!r} tells no labels apart; take a model with two or more")
    most = pipe.tokenizer.model_max_length

    def classify(text: str, target: str) -> str:
        tokens = len(pipe.tokenizer(text, target, verbose=False)["input_ids"])
        if tokens > most:
            raise UnusableError(
                f"a text and its target have {tokens} tokens, and {name!r} takes no more than "
                f"{most}; give it shorter ones"
            )
        scores = pipe({"text": text, "text_pair": target}, top_k=None)
        return highest({each["label"]: each["score"] for each in scores})

    return classify


def _pipeline(name: str, task: str, kind: str) -> Any:
    """The pipeline of a model, whose tokenizer knows how many tokens the model takes.

    ``kind`` is the class of ``transformers`` that loads the model.
    """
    try:
        import torch  # noqa: F401 - transformers itself says only later that it is missing
        import transformers
    except ImportError as error:
        raise UnusableError(
            "Hugging Face models need packages that are not installed; install transformers and "
            "torch"
        ) from error
    folder = _folder(name)
    local = {"local_files_only": True, "trust_remote_code": False}
    try:
        tokenizer: Any = transformers.AutoTokenizer.from_pretrained(folder, **local)
        model, loading = getattr(transformers, kind).from_pretrained(
            folder, output_loading_info=True, **local
        )
        tokenizer.model_max_length = _most_tokens(model, tokenizer)
        pipe = transformers.pipeline(task, model=model, tokenizer=tokenizer)
    except Exception as error:  # a model is code and data of others, and raises what it likes
        raise unloadable("Transformers", name, error) from error
    trained_as = model.config.architectures or [type(model).__name__]
    if loading["missing_keys"] or type(model).__name__ not in trained_as:
        raise UnusableError(f"{name!r} was not trained for {task}; take a model that was")
    return pipe


def _folder(name: str) -> str:
    """The folder of a model: the one that is named, or the one in the cache.

    Inside the cache the libraries still look for some files on the hub, even when they are told
    not to; in a folder they do not.
    """
    from huggingface_hub import try_to_load_from_cache

    if Path(name).is_dir():
        if not Path(name, "config.json").is_file():
            raise UnusableError(
                f"{name!r} holds no model: it has no config.json; name one that does"
            )
        return name
    try:
        config = try_to_load_from_cache(name, "config.json")
    except ValueError:  # it cannot be the name of a model on the hub
        config = None
    if not isinstance(config, str):
        raise UnusableError(
            f"{name!r} is neither a folder nor a model in the local cache; name a folder, or fetch "
            "the model with hf download"
        )
    return str(Path(config).parent)


def _most_tokens(model: Any, tokenizer: Any) -> int:
    """How many tokens the model takes at once, special ones included.

    A tokenizer may not say; then it is how many positions the model knows, less those up to the
    one that stands for padding (RoBERTa counts from there).
    """
    stated: int = tokenizer.model_max_length
    positions: int | None = getattr(model.config, "max_position_embeddings", None)
    if not positions or positions < 0:
        return stated
    for name, module in model.named_modules():
        padding = getattr(module, "padding_idx", None)
        if name.endswith("position_embeddings") and padding is not None:
            positions -= padding + 1
    return min(stated, positions)


def _knows_words(tokenizer: Any, text: str) -> bool:
    """Whether the library can tell the tokens that begin a word of this text from the others.

    It holds those for pieces that are longer or shorter than the characters that they stand for.
    """
    backend = tokenizer.backend_tokenizer
    if not getattr(backend.model, "continuing_subword_prefix", None):
        return False
    return not backend.normalizer or len(backend.normalizer.normalize_str(text)) == len(text)
