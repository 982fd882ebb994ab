"""Floor 2: recall. Every number that decided can be shown."""

from memorykinds.kinds.tokens import count_tokens
from memorykinds.recall.examples import Example, Examples, examples
from memorykinds.recall.fusion import Fusion
from memorykinds.recall.gates import Hit
from memorykinds.recall.result import Recall, WhyNot
from memorykinds.recall.search import recall
from memorykinds.recall.weights import DEFAULTS, Term, Weights

__all__ = [
    "DEFAULTS",
    "Example",
    "Examples",
    "Fusion",
    "Hit",
    "Recall",
    "Term",
    "Weights",
    "WhyNot",
    "count_tokens",
    "examples",
    "recall",
]
