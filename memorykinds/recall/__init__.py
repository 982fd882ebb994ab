"""Floor 2: recall. Every number that decided can be shown."""

from memorykinds.kinds.tokens import count_tokens
from memorykinds.recall.change import Change
from memorykinds.recall.examples import Example, Examples, examples
from memorykinds.recall.fusion import Fusion
from memorykinds.recall.gates import Hit
from memorykinds.recall.queries import Query
from memorykinds.recall.result import Recall
from memorykinds.recall.search import recall
from memorykinds.recall.weights import DEFAULTS, Term, Weights
from memorykinds.recall.why_not import Loss, WhyNot

__all__ = [
    "DEFAULTS",
    "Change",
    "Example",
    "Examples",
    "Fusion",
    "Hit",
    "Loss",
    "Query",
    "Recall",
    "Term",
    "Weights",
    "WhyNot",
    "count_tokens",
    "examples",
    "recall",
]
