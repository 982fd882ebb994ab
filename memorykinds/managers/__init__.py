"""Floor 3: the managers. The model nominates, code decides, and each decision has its reason."""

from memorykinds.managers.draft import Draft
from memorykinds.managers.episodic import EpisodicManager
from memorykinds.managers.feedback import Edited, Feedback, Score
from memorykinds.managers.gate import Gate
from memorykinds.managers.gate_checks import (
    avoids,
    contains_bullets,
    language,
    max_words,
    mentions,
)
from memorykinds.managers.gate_scores import Judge
from memorykinds.managers.manager import Manager
from memorykinds.managers.optimizers import Prompt, PromptUpdate
from memorykinds.managers.plan import Plan, Step, Trace, Update
from memorykinds.managers.policy import Case, Change, Policy, Verdict
from memorykinds.managers.procedural import ProceduralManager
from memorykinds.managers.profiles import Profile
from memorykinds.managers.rule_versions import (
    BookVersion,
    past_rule_book,
    rule_book,
    version_at,
    versions,
)
from memorykinds.managers.semantic import SemanticManager
from memorykinds.managers.settings import (
    EpisodicSettings,
    ManagerSettings,
    ProceduralSettings,
    SemanticSettings,
)
from memorykinds.managers.transcript import read_transcript

__all__ = [
    "BookVersion",
    "Case",
    "Change",
    "Draft",
    "Edited",
    "EpisodicManager",
    "EpisodicSettings",
    "Feedback",
    "Gate",
    "Judge",
    "Manager",
    "ManagerSettings",
    "Plan",
    "Policy",
    "ProceduralManager",
    "ProceduralSettings",
    "Profile",
    "Prompt",
    "PromptUpdate",
    "Score",
    "SemanticManager",
    "SemanticSettings",
    "Step",
    "Trace",
    "Update",
    "Verdict",
    "avoids",
    "contains_bullets",
    "language",
    "max_words",
    "mentions",
    "past_rule_book",
    "read_transcript",
    "rule_book",
    "version_at",
    "versions",
]
