"""Models of Hugging Face Transformers as functions that return mentions and polarities.

A model is named by its folder, or by its name on the hub if it is in the local cache: nothing is
downloaded, so run ``hf download NAME`` first. Models with custom code are refused.
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
    """A function from a text to its mentions, with the labels of the model without B- and I-.

    Spans are in code points, sorted, without overlaps and without white space at their edges. A
    text that is too long for the model is split into pieces that overlap by a quarter of their
    tokens, or by OVERLAP if that is less; of mentions that overlap, the longer one is taken. A
    mention that is longer than this overlap may be broken.

    Tokens are joined to mentions with the strategy "first" if the tokenizer marks the pieces of a
    word (WordPiece): most models learn the label of a word only from its first piece. Other
    tokenizers do not separate words from adjacent characters such as full stops, which "first"
    would make part of the mention; for them the strategy is "simple", which labels each token. It
    is also "simple" for a text whose length the tokenizer changes, for example by dropping soft
    hyphens: the library would mistake words for pieces of the word before.

    Raises UnusableError if the model cannot be loaded, was not trained to classify tokens, or has a
    tokenizer without offsets or padding token.
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
        groups = pipe(
            text,
            aggregation_strategy="first" if _knows_words(tokenizer, text) else "simple",
            stride=stride,
        )
        return without_overlaps(
            ((group["start"], group["end"], group["entity_group"]) for group in groups), text
        )

    return tag


def classifier(name: str) -> Callable[[str, str], str]:
    """A function from a text and a target to the label with the highest score.

    The text is the first sequence and the target the second, and the model must have been trained
    in this way. Of labels with the same score the first in the alphabet is taken. Labels are those
    of the model in lower case.

    Texts are never truncated: the function raises UnusableError if text and target have more tokens
    than the model takes. Raises it also if the model cannot be loaded or has fewer than two labels.
    """
    pipe = _pipeline(name, "text-classification", "AutoModelForSequenceClassification")
    if pipe.model.config.num_labels < 2:
        raise UnusableError(f"{name!r} has fewer than two labels; take a model with two or more")
    most = pipe.tokenizer.model_max_length

    def classify(text: str, target: str) -> str:
        tokens = len(pipe.tokenizer(text, target, verbose=False)["input_ids"])
        if tokens > most:
            raise UnusableError(
                f"a text and its target have {tokens} tokens, and {name!r} takes no more than "
                f"{most}; give it shorter ones"
            )
        scores = pipe({"text": text, "text_pair": target}, top_k=None)
        return highest({label["label"]: label["score"] for label in scores})

    return classify


def _pipeline(name: str, task: str, kind: str) -> Any:
    """The pipeline of a model, with the maximum number of tokens in its tokenizer.

    ``kind`` is the class of ``transformers`` that loads the model.
    """
    try:
        import torch  # noqa: F401 - transformers reports only later that it is missing
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
    except Exception as error:  # a model is code of others, and can raise anything
        raise unloadable("Transformers", name, error) from error
    trained_as = model.config.architectures or [type(model).__name__]
    if loading["missing_keys"] or type(model).__name__ not in trained_as:
        raise UnusableError(f"{name!r} was not trained for {task}; take a model that was")
    return pipe


def _folder(name: str) -> str:
    """The folder of a model: the named one, or the one in the cache.

    By name the libraries look for some files on the hub, even with ``local_files_only``; in a
    folder they do not.
    """
    from huggingface_hub import try_to_load_from_cache

    if Path(name).is_dir():
        if not Path(name, "config.json").is_file():
            raise UnusableError(
                f"{name!r} has no model: it has no config.json; name a folder with one"
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
    """The maximum number of tokens of a text, special tokens included.

    If the tokenizer does not state it, it is the number of positions of the model, without those up
    to the padding index (RoBERTa counts from there).
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
    """Whether the library recognises the tokens of this text that begin a word.

    It does not if a token is longer or shorter than its characters in the text.
    """
    backend = tokenizer.backend_tokenizer
    if not getattr(backend.model, "continuing_subword_prefix", None):
        return False
    return not backend.normalizer or len(backend.normalizer.normalize_str(text)) == len(text)
