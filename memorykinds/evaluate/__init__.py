"""Floor 5: how good is it? Measured on files, by the pipeline that users run."""

from memorykinds.evaluate.extraction import Case, CaseResult, Score, evaluate_extraction, read_cases

__all__ = ["Case", "CaseResult", "Score", "evaluate_extraction", "read_cases"]
