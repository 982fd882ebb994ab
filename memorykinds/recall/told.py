"""Told: in words, what each value of a memory's terms was made from."""

from memorykinds.recall.context import Context
from memorykinds.recall.searched import Searched


def told(found: Searched, place: int, near: Context | None) -> dict[str, str]:
    """Return for each term what its value was made from: "cosine 0.43, rank 2".

    Args:
        found: What was searched.
        place: Which memory.
        near: What its neighbours give; None if it can have none.
    """
    which, at = found.of(place)
    columns, arms, span = found.columns[which], found.arms, found.asked.span
    words = {
        "similarity": "no vector among the nearest",
        "lexical": "no word of the query",
        "time": span.words if span else "",
        "recency": f"{columns.days[at]:.1f} days ago",
        "importance": f"{columns.importance[at]:.2f} of 1",
        "use": f"recalled {columns.uses[at]:.0f} times",
    }
    if arms.cosine is not None and arms.nearness is not None and arms.nearness[place]:
        words["similarity"] = f"cosine {arms.cosine[place]:.2f}, rank {arms.nearness[place]}"
    if arms.match[place]:
        words["lexical"] = (
            f"BM25 {arms.bm25[place]:.2f} of {arms.whole[place]:.2f}, rank {arms.match[place]}"
        )
    if near is not None:
        words |= {
            "before": "it is a question" if near.asked[at] else "it is no question",
            "after": "the next of the conversation",
            "around": "two and three places away",
            "conversation": f"the best of {near.company[at]}",
            "speaker": "whether the query names who took part",
        }
    return words
