"""Floor 2: recall. Every number that decided can be shown."""

from memorykinds.kinds.tokens import count_tokens
from memorykinds.recall.result import Hit, Recall, WhyNot
from memorykinds.recall.search import recall
from memorykinds.recall.weights import Term, Weights

__all__ = ["Hit", "Recall", "Term", "Weights", "WhyNot", "count_tokens", "recall"]
