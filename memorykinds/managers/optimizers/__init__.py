"""Prompt optimizers: whole prompts, rewritten from conversations and the feedback on them.

Three methods, one file each, whose head names its source. They only propose: `checks` decides
in code what may take the place of a prompt at all, and a gate measures whether it should.

| method | how | calls of the model, at most |
|---|---|--:|
| `metaprompt` | reflects and rewrites in one call, then looks at its own draft | rounds |
| `gradient` | criticizes in one call, rewrites by the criticism in another | 2 * rounds |
| `prompt_memory` | rewrites once, from all conversations together | 1 |

Several prompts at once cost one call more, which asks first which of them are concerned.
"""

from memorykinds.managers.optimizers.optimizing import METHODS, Method, optimize_prompts
from memorykinds.managers.optimizers.prompt import Prompt, PromptUpdate, read_prompts
from memorykinds.managers.optimizers.trajectories import read_trajectories

__all__ = [
    "METHODS",
    "Method",
    "Prompt",
    "PromptUpdate",
    "optimize_prompts",
    "read_prompts",
    "read_trajectories",
]
