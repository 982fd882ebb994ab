"""The table of a recall: what was recalled, what nearly was, and how it is read aloud."""

from html.parser import HTMLParser

from recalled import at, fact, hashed, memory_of

from memorykinds.store import FaissStore


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.seen = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


def trains(**more):
    memory = memory_of(
        *(fact(f"f{n}", f"Ada likes train number {n}.", at(n)) for n in range(9)),
        fact("gone", "Ada likes the train.", at(9), valid_to=at(1)),
        store=FaissStore(None, index=hashed()),
    )
    return memory.recall("train", **more)


def test_what_lost_narrowly_stands_below_with_what_stopped_it():
    recall = trains(k=2)
    lines = recall.explain().splitlines()
    below = lines[lines.index("Not recalled:") + 1 :]
    assert len(lines[: lines.index("Not recalled:")]) == 1 + 2
    assert sum(line.endswith(": others are better") for line in below) == 3
    assert sum(line.endswith("[gone]: not true then") for line in below) == 1


def test_all_that_did_not_fit_the_budget_is_listed_with_the_tokens():
    recall = trains(k=9).with_(budget=100)
    lost = [hit.record.id for hit in recall.lost if hit.gate == "budget"]
    assert len(lost) > 3
    text = recall.explain()
    assert all(f"[{one}]: over the budget" in text for one in lost)
    assert f"{recall.tokens} of 100 tokens, counted by estimate" in text


def test_the_rank_in_each_arm_stands_beside_the_score():
    recall = trains(k=3)
    head, *rows = recall.explain().splitlines()[:4]
    ranks = [dict(zip(head.split(), row.split(), strict=False)) for row in rows]
    assert [row["rank"] for row in ranks] == ["1", "2", "3"]
    assert [row["meaning"] for row in ranks] == [str(hit.dense_rank) for hit in recall.hits]
    assert [row["words"] for row in ranks] == [str(hit.lexical_rank) for hit in recall.hits]


def test_a_memory_without_a_shared_word_has_no_rank_by_words():
    memory = memory_of(fact("a", "a lake"), fact("b", "a train"))
    _, last = memory.recall("train").hits
    assert (last.record.id, last.lexical_rank, last.dense_rank) == ("a", None, None)


def test_the_table_is_named_and_every_head_says_of_what_it_is():
    tags = Tags(trains(k=2)._repr_html_()).seen
    names = [tag for tag, _ in tags]
    assert names.count("caption") == 1
    scopes = [attrs.get("scope") for tag, attrs in tags if tag == "th"]
    assert set(scopes) == {"col", "row", "rowgroup"}
    assert names.count("tbody") == 2


def test_markup_of_a_memory_an_id_or_a_query_stays_text():
    bad = "<img src=x onerror=alert(1)>"
    memory = memory_of(fact("<b>id</b>", bad), fact("b", f"{bad} train"))
    text = memory.recall(f"{bad} train", k=1)._repr_html_()
    assert {tag for tag, _ in Tags(text).seen} <= {
        *("table", "caption", "thead", "tbody", "tr", "th", "td", "code", "p")
    }


def test_nothing_recalled_says_so_and_still_shows_what_was_lost():
    recall = trains(k=2).with_(budget=1)
    lines = recall.explain().splitlines()
    assert lines[:2] == ["Nothing was recalled.", "Not recalled:"]
    assert lines[2].split()[:2] == ["rank", "meaning"]
    assert memory_of().recall("x").explain() == "Nothing was recalled."


def test_how_it_is_printed_is_the_same_each_time():
    assert repr(trains(k=2)) == str(trains(k=2)) == "Recall('train': 2 hits, 8 considered more)"
