"""The token budget: what fits, by kind, and how tokens are counted."""

import base64
import hashlib

import pytest
import tiktoken
import tiktoken.registry
from hypothesis import given
from hypothesis import strategies as st
from langchain_openai import ChatOpenAI
from recalled import NOW, at, fact, hashed, ids, memory_of, turn
from tiktoken.load import load_tiktoken_bpe

import memorykinds as mk
from memorykinds.kinds import InputError
from memorykinds.recall import counting
from memorykinds.recall.budget import fits, render_memories
from memorykinds.recall.counting import Counter, counter_of
from memorykinds.store import FaissStore

PATTERN = r" ?[^\s\p{L}\p{N}]+[\r\n]*| ?\p{L}+|\p{N}{1,3}|\s+"
PLACE = "somewhere/letters.tiktoken"
LETTERS = b"".join(base64.b64encode(bytes([b])) + b" %d\n" % b for b in range(256))


@pytest.fixture
def letters(tmp_path, monkeypatch):
    """An encoding of one token a byte, in tiktoken's cache, in place of the real ones."""

    def construct(name):
        digest = hashlib.sha256(LETTERS).hexdigest()
        ranks = load_tiktoken_bpe(PLACE, expected_hash=digest)
        return {
            "name": name,
            "pat_str": PATTERN,
            "mergeable_ranks": ranks,
            "special_tokens": {},
        }

    constructors = {name: lambda name=name: construct(name) for name in ("o200k_base", "o1")}
    monkeypatch.setattr(tiktoken.registry, "ENCODING_CONSTRUCTORS", constructors)
    monkeypatch.setattr(tiktoken.registry, "ENCODINGS", {})
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    counting._encoding.cache_clear()
    yield tmp_path / hashlib.sha1(PLACE.encode()).hexdigest()  # noqa: S324 -- as tiktoken names it
    counting._encoding.cache_clear()


def facts(*texts):
    return [fact(f"f{number}", text) for number, text in enumerate(texts)]


def tokens(records):
    return Counter().count(render_memories(records))


def both():
    return memory_of(
        *(fact(f"f{n}", f"Ada likes the lake, and train number {n}.") for n in range(4)),
        *(turn(f"t{n}", "Ada", f"A lake and a train, {n}.", at(2, n)) for n in range(4)),
        store=FaissStore(None, index=hashed()),
    )


@given(st.lists(st.text(max_size=40), min_size=1, max_size=6), st.integers(1, 500))
def test_the_block_of_what_fits_is_never_over_the_budget(texts, budget):
    records = facts(*(f"x{text}" for text in texts))
    fit = fits(records, budget)
    taken = [record for record, ok in zip(records, fit.taken, strict=True) if ok]
    assert tokens(taken) <= budget
    assert all(fits(records, tokens(records)).taken), "what it takes is enough"


@given(st.lists(st.integers(1, 90), min_size=1, max_size=7), st.integers(1, 300), st.booleans())
def test_up_to_the_next_budget_that_is_told_nothing_changes(lengths, budget, shared):
    records = facts(*("x" * length for length in lengths))
    shares = {"semantic": 0.7} if shared else None
    fit = fits(records, budget, shares=shares)
    if fit.more is None:
        assert all(fit.taken)
    else:
        assert fit.more > budget
        assert fits(records, fit.more - 1, shares=shares).taken == fit.taken


def test_a_memory_that_is_too_long_is_passed_over_and_shorter_ones_still_fit():
    records = facts("short", "long " * 50, "brief")
    fit = fits(records, tokens([records[0], records[2]]))
    assert fit.taken == [True, False, True]
    assert fit.more == tokens(records[:2])


def test_each_kind_fills_its_share_first():
    recall = both().recall("lake train", k=8, weights={"semantic": mk.Weights(recency=9)})
    assert {hit.record.kind for hit in recall.hits[:4]} == {"semantic"}
    budget = recall.with_(k=4).tokens
    kinds = [hit.record.kind for hit in recall.with_(budget=budget).hits]
    assert kinds == ["semantic"] * 4
    halves = recall.with_(budget=budget, shares={"semantic": 0.5, "episodic": 0.5})
    assert {hit.record.kind for hit in halves.hits} == {"semantic", "episodic"}
    assert halves.tokens <= budget
    assert {hit.gate for hit in halves.lost} == {"budget"}


def test_what_a_kind_leaves_unused_goes_to_the_others():
    memory = memory_of(*facts(*(f"Ada likes train number {n}." for n in range(6))))
    whole = memory.recall("train")
    shares = {"semantic": 0.2, "episodic": 0.8}
    shared = memory.recall("train", budget=whole.tokens, shares=shares)
    assert ids(shared) == ids(whole)
    assert shared.shares == shares
    assert shared.with_(shares=None, budget=None) == whole


def test_a_recall_with_shares_is_what_with_makes_of_one_without():
    memory = both()
    for budget in (40, 90, 150, 260):
        settings = {"budget": budget, "shares": {"episodic": 0.7}}
        assert memory.recall("lake").with_(**settings) == memory.recall("lake", **settings)


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ({"emotional": 1}, "shares= must give"),
        ({}, "shares= must give"),
        (0.5, "shares= must give"),
        ({"semantic": -0.1}, "from 0 to 1"),
        ({"semantic": float("nan")}, "from 0 to 1"),
        ({"semantic": "half"}, "from 0 to 1"),
        ({"semantic": 0.7, "episodic": 0.7}, "not be more than 1 together"),
    ],
)
def test_shares_that_cannot_be_meant_are_refused_in_one_sentence(shares, said):
    with pytest.raises(InputError, match=said) as caught:
        memory_of().recall("x", budget=9, shares=shares)
    assert "\n" not in str(caught.value)


def test_shares_may_be_the_whole_in_numbers_that_are_not_exact():
    shares = {"semantic": 0.7, "episodic": 0.2, "procedural": 0.1}
    assert memory_of().recall("x", budget=9, shares=shares).hits == ()


def test_without_an_encoding_the_tokens_are_an_estimate_and_that_is_said():
    recall = both().recall("lake", k=2)
    assert recall.counted_by == "estimate: UTF-8 bytes / 3"
    assert recall.tokens == -(-len(recall.prompt.encode()) // 3)
    assert both().recall("lake", kinds=[]).tokens == 0


def test_an_encoding_that_is_not_on_the_machine_is_not_fetched(letters):
    assert not letters.exists()
    assert counter_of("gpt-4o-mini") == Counter()


def test_a_damaged_encoding_counts_as_none(letters):
    letters.write_bytes(b"not what it was")
    assert counter_of("gpt-4o-mini") == Counter()


def test_an_encoding_in_tiktokens_cache_counts_for_the_models_that_use_it(letters):
    letters.write_bytes(LETTERS)
    counter = counter_of("gpt-4o-mini")
    assert str(counter) == "o200k_base"
    assert counter.count("Ada <|endoftext|> ß") == len("Ada <|endoftext|> ß".encode())
    assert counter_of("claude-opus") == Counter()


def test_a_recall_counts_by_the_encoding_of_its_memorys_model(letters):
    letters.write_bytes(LETTERS)
    store = FaissStore(None, index=hashed())
    model = ChatOpenAI(model="gpt-4o-mini", api_key="none")
    memory = mk.open(store=store, user="ada", model=model, clock=lambda: NOW)
    memory.semantic.add(fact("f", "Ada likes tea.").content)
    recall = memory.recall("tea")
    assert recall.counted_by == "o200k_base"
    assert recall.tokens == len(recall.prompt.encode())
    assert len(recall.with_(budget=recall.tokens).hits) == 1
    assert recall.with_(budget=recall.tokens - 1).hits == ()


@pytest.mark.usefixtures("letters")
def test_after_an_encoding_was_looked_for_tiktoken_fetches_as_before():
    fetch = tiktoken.load.read_file
    counter_of("gpt-4o-mini")
    assert tiktoken.load.read_file is fetch


def test_a_memory_whose_model_cannot_be_had_estimates():
    def refuses():
        raise InputError("no model here")

    memory = mk.Memory(FaissStore(None), user="ada", model=refuses, clock=lambda: NOW)
    assert memory.recall("x", budget=9).counted_by.startswith("estimate")
