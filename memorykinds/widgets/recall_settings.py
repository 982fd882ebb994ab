"""Recall settings: the sliders and lists of `RecallExplorer`."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from markupsafe import Markup

from memorykinds.kinds import MemoryKind
from memorykinds.recall import Fusion, Recall
from memorykinds.recall.weights import TERMS
from memorykinds.widgets.controls import Controls
from memorykinds.widgets.markup import join, tag
from memorykinds.widgets.recall_rows import EPISODES_ONLY, code_of

EVERY = "all kinds"
"""Stands for all kinds where one is chosen."""

FUSIONS: Mapping[Fusion, str] = {
    "minmax": "by the least and the most (minmax)",
    "zscore": "by standard deviations (zscore)",
    "rrf": "by ranks (rrf)",
    "interleave": "by turns (interleave)",
}


class Settings:
    """Draws what can be set of a recall; remembers how far its sliders go."""

    def __init__(self) -> None:
        self._highest: dict[str, float] = {}

    def render(self, ui: Controls, now: Recall, first: Recall, chosen: str) -> Markup:
        """Return all settings of a recall, and the call that makes it of the first one."""
        kinds = kinds_of(now, chosen)
        sliders = [self._weight(ui, now, kinds, name) for name in _terms(kinds)]
        cuts = [self._slider(ui, "k", "set_k", now.k, low=1, high=20)]
        limited = now.budget is not None
        cuts.append(ui.check("limit the prompt", "limit", on=limited))
        if now.budget is not None:
            budget = self._slider(
                ui, "budget", "set_budget", now.budget, low=1, high=400, unit=" tokens"
            )
            cuts.append(budget)
        cuts.append(
            self._slider(ui, "diversity", "set_diversity", now.diversity, high=1, step=0.05)
        )
        options = {name: FUSIONS[name] for name in get_args(Fusion)}
        fusion = ui.choice("Likenesses compared", "set_fusion", value=now.fusion, options=options)
        whose = ui.choice(
            "Weights of", "weigh_kind", value=chosen, options={k: k for k in (EVERY, *now.kinds)}
        )
        code = code_of(now, first)
        return join(
            [
                tag("div", *cuts, class_="mk-sliders"),
                tag("div", whose, fusion, class_="mk-controls"),
                tag("div", *sliders, class_="mk-sliders"),
                tag("p", "In Python: ", tag("code", code)) if code else None,
            ]
        )

    def _weight(self, ui: Controls, now: Recall, kinds: Sequence[MemoryKind], name: str) -> Markup:
        values = {kind: float(getattr(now.weights[kind], name)) for kind in kinds}
        value = next(iter(values.values()), 0.0)
        differ = len(set(values.values())) > 1
        label = name.replace("_", " ")
        words = ", ".join(f"{one:g} {kind}" for kind, one in values.items()) if differ else ""
        if name == "half_life":
            low, high, step, unit = 1.0, 365.0, 1.0, " days"
        else:
            low, high, step, unit = 0.0, 1.0, 0.01, ""
        return self._slider(
            ui, label, "weigh", value, name, low=low, high=high, step=step, unit=unit, words=words
        )

    def _slider(
        self,
        ui: Controls,
        label: str,
        act: str,
        value: float,
        *args: Any,
        low: float = 0,
        high: float,
        step: float = 1,
        unit: str = "",
        words: str = "",
    ) -> Markup:
        # A value from Python may lie beyond: the slider grows, and stays so, that it does not
        # move away from under the finger.
        highest = max(self._highest.get(label, high), math.ceil(value))
        self._highest[label] = highest
        return ui.slider(
            label,
            act,
            *args,
            value=round(value, 6),
            low=min(low, value),
            high=highest,
            step=step,
            unit=unit,
            words=words,
        )


def kinds_of(recall: Recall, chosen: str) -> list[MemoryKind]:
    """Return the kinds whose weights are set."""
    return [kind for kind in recall.kinds if chosen in (EVERY, kind)]


def _terms(kinds: Sequence[MemoryKind]) -> tuple[str, ...]:
    episodes = "episodic" in kinds
    return (*(name for name in TERMS if episodes or name not in EPISODES_ONLY), "half_life")
