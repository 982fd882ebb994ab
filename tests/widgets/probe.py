"""An inspector that only tests use: one of each control, errors, and work that can be stopped."""

import asyncio
from typing import Annotated, Literal

from pydantic import Field

from memorykinds.kinds import InputError
from memorykinds.widgets.inspector import Inspector, action
from memorykinds.widgets.markup import details, join, tag


class Probe(Inspector):
    title = "Probe"

    def __init__(self):
        super().__init__()
        self.k, self.text, self.order, self.only, self.said = 3, "", "old", False, []
        self.rows = ["a", "b", "c"]
        self.seen = []
        self.working = None

    def summary(self):
        return f"k is {self.k}, said {len(self.said)}"

    def render(self, ui):
        return join(
            [
                tag("p", f"k={self.k} text={self.text} order={self.order} only={self.only}"),
                ui.slider("k", "set_k", value=self.k, low=1, high=50, step=1),
                ui.field("Filter", "find", value=self.text),
                ui.choice("Order", "sort", value=self.order, options={"old": "Old", "new": "New"}),
                ui.check("Only mine", "mine", on=self.only),
                ui.form("say", fields={"words": ""}, submit="Say", cleared=True),
                ui.button("Clear", "clear", escape=True),
                details("More", tag("p", f"hidden {self.k}")),
                tag("ul", *(tag("li", ui.button(f"Raise {r}", "raise_row", r)) for r in self.rows)),
            ]
        )

    @action(button="Reset")
    def reset(self):
        """Begin anew."""
        self.k = 3

    @action()
    def set_k(self, k: Annotated[int, Field(ge=1, le=50)]):
        """Set k."""
        self.seen.append(k)
        self.k = k

    @action()
    def find(self, text: str):
        """Set the filter."""
        self.text = text

    @action()
    def sort(self, order: Literal["old", "new"]):
        """Set the order."""
        self.order = order

    @action()
    def mine(self, only: bool):
        """Set whether only mine show."""
        self.only = only

    @action()
    def say(self, words: str):
        """Say something."""
        if not words.strip():
            raise InputError("Say at least a word.")
        self.said.append(words)
        return f"You said {words}."

    @action()
    def clear(self):
        """Empty the filter."""
        self.text = ""

    @action()
    def raise_row(self, row: str):
        """Put a row first."""
        self.rows = [row, *(r for r in self.rows if r != row)]

    @action(button="Break")
    def broken(self):
        """Fail as nobody foresaw."""
        raise RuntimeError("secret detail")

    @action(button="Work")
    async def work(self):
        """Work until stopped."""
        self.working = asyncio.Event()
        self.changed("Working.", progress=0.5)
        await self.working.wait()
        return "Stopped."

    @action(button="Stop")
    def stop(self):
        """Stop the work."""
        self.working.set()

    def secret(self):
        """No action: a browser cannot ask for it."""
        self.k = 99
