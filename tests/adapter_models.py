"""Makes tiny models that learned nothing and prints, as JSON, what the adapters say with them.

Runs where transformers and torch are installed. What the models say shows how texts and labels are
carried, and no more. A warning while an adapter works is an error, and nothing can be reached.
"""

import json
import socket
import sys
import warnings
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    BertForTokenClassification,
    BertModel,
    ByT5Tokenizer,
    PreTrainedTokenizerFast,
    RobertaConfig,
    RobertaForTokenClassification,
)

from winnow.score.systems import huggingface
from winnow.score.systems.common import UnusableError

ENTITIES = ("O", "B-PERSON", "I-PERSON", "B-GPE", "I-GPE")
POLARITIES = ("none", "Favor", "AGAINST")
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
PIECES = (
    *"abcdefghijklmnopqrstuvwxyz.,!?-'",
    *(f"##{each}" for each in "abcdefghijklmnopqrstuvwxyz"),
)
LONGEST = 16


def word_pieces(most=LONGEST, *, padding=True):
    """A tokenizer that knows single letters, lower-cased and without accents, as BERT's does."""
    vocabulary = {piece: number for number, piece in enumerate((*SPECIAL, *PIECES))}
    made = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer()
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.decoder = decoders.WordPiece()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    stated = {"model_max_length": most} if most else {}
    pad = {"pad_token": "[PAD]"} if padding else {}
    return PreTrainedTokenizerFast(
        tokenizer_object=made,
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        **stated,
        **pad,
    )


def bytes_of_text():
    """A tokenizer whose tokens are bytes, with the space before a word as part of it."""
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {each: number for number, each in enumerate(("<s>", "<pad>", "</s>", *letters))}
    made = Tokenizer(models.BPE(vocabulary, []))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=made, bos_token="<s>", pad_token="<pad>", eos_token="</s>"
    )


def config(labels, kind=BertConfig, **more):
    """A model of one small layer."""
    return kind(
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        initializer_range=1.0,
        id2label=dict(enumerate(labels)),
        label2id={label: number for number, label in enumerate(labels)},
        **{"vocab_size": len(SPECIAL) + len(PIECES), "max_position_embeddings": LONGEST} | more,
    )


def save(folder, model, tokenizer):
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def biased(model, *labels):
    """A model that answers with these labels, all equally, whatever it reads."""
    with torch.no_grad():
        model.classifier.weight.zero_()
        model.classifier.bias.zero_()
        for label in labels:
            model.classifier.bias[model.config.label2id[label]] = 9.0
    return model


def by_letter(letters):
    """A model that gives these tokens their labels, and O to others, whatever stands around.

    The vector of a token points along one axis, from which the last layer reads the label.
    """
    model = BertForTokenClassification(config(ENTITIES, max_position_embeddings=64))
    pieces = (*SPECIAL, *PIECES)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.zero_()
        for name, parameter in model.named_parameters():
            if name.endswith("LayerNorm.weight"):
                parameter.fill_(1.0)
        words = model.bert.embeddings.word_embeddings.weight
        words[:, 0] = 9.0
        model.classifier.weight[0, 0] = 1.0
        for number, (piece, label) in enumerate(letters.items(), 1):
            words[pieces.index(piece)] = 0.0
            words[pieces.index(piece), number] = 9.0
            model.classifier.weight[ENTITIES.index(label), number] = 1.0
    return model


def make(folder):
    """Save one model for each question."""
    torch.manual_seed(0)
    entity = config(ENTITIES)
    save(folder / "random", BertForTokenClassification(entity), word_pieces())
    every = biased(BertForTokenClassification(entity), "I-GPE")
    save(folder / "every", every, word_pieces())
    save(folder / "unstated", every, word_pieces(most=None))
    save(folder / "unpadded", every, word_pieces(padding=False))
    save(folder / "slow", every, ByT5Tokenizer())
    letters = {"a": "B-PERSON", "##b": "I-GPE", "c": "B-GPE"}
    save(folder / "letters", by_letter(letters), word_pieces(most=64))
    save(folder / "base", BertModel(entity), word_pieces())
    more = {"vocab_size": 300, "max_position_embeddings": LONGEST + 2, "pad_token_id": 1}
    roberta = RobertaForTokenClassification(config(ENTITIES, RobertaConfig, **more))
    save(folder / "bytes", biased(roberta, "B-PERSON"), bytes_of_text())
    polarity = BertForSequenceClassification(config(POLARITIES))
    save(folder / "polarity", polarity, word_pieces())
    even = BertForSequenceClassification(config(POLARITIES))
    save(folder / "even", biased(even, "none", "Favor"), word_pieces())
    save(folder / "single", BertForSequenceClassification(config(["x"])), word_pieces())
    (folder / "empty").mkdir()
    broken = folder / "broken"
    save(broken, every, word_pieces())
    (broken / "model.safetensors").write_bytes(b"x")
    cached = folder / "cache" / "models--some--model"
    (cached / "refs").mkdir(parents=True)
    (cached / "refs" / "main").write_text("0" * 40)
    save(cached / "snapshots" / ("0" * 40), every, word_pieces())


def answer(question, folder):
    """What an adapter says to ``[task, model, *texts]``, or why it does not."""
    task, name, *texts = question
    name = name if "/" in name else str(folder / name)
    try:
        return getattr(huggingface, task)(name)(*texts)
    except UnusableError as error:
        return {"error": str(error).replace(str(folder), "")}


def main(folder, questions):
    make(folder)
    reached = []
    socket.socket.connect = lambda _, address: reached.append(str(address))
    socket.getaddrinfo = lambda host, *_, **__: reached.append(str(host)) or []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        answers = {name: answer(each, folder) for name, each in questions.items()}
    json.dump({"answers": answers, "reached": reached}, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.loads(sys.argv[2]))
