"""Floor 5: how good is it? Measured on files, by the pipeline that users run."""

from memorykinds.evaluate.extraction import Case, CaseResult, Score, evaluate_extraction, read_cases
from memorykinds.evaluate.retrieval import evaluate_retrieval
from memorykinds.evaluate.retrieval_files import Conversation, read_conversations
from memorykinds.evaluate.retrieval_score import RetrievalScore

__all__ = [
    "Case",
    "CaseResult",
    "Conversation",
    "RetrievalScore",
    "Score",
    "evaluate_extraction",
    "evaluate_retrieval",
    "read_cases",
    "read_conversations",
]
