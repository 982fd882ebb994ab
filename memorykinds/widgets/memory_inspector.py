"""`MemoryInspector`: every memory of every kind, to look through, and to put right by hand."""

from collections.abc import Iterable
from typing import Any, Literal

from markupsafe import Markup
from pydantic import BaseModel

from memorykinds.browsing import Page
from memorykinds.kinds import (
    Event,
    InputError,
    MemoryKindsError,
    NotFoundError,
    ProfileContent,
    Record,
)
from memorykinds.kinds.text import shorten
from memorykinds.managers import Profile, Update
from memorykinds.memory import Memory
from memorykinds.widgets.controls import Controls
from memorykinds.widgets.inspector import action
from memorykinds.widgets.markup import join, tag
from memorykinds.widgets.memory_detail import (
    conversations_of,
    fields_of,
    history_of,
    origin_of,
    text_of,
)
from memorykinds.widgets.memory_form import filled, form_of
from memorykinds.widgets.memory_list import MemoryList

Asked = Literal["", "forget", "erase"]


class MemoryInspector(MemoryList):
    """The memories of one user.

    ::

        memory.inspect()
        memory.inspect(update)      # with the conversation that it learned from

    What was done here `undo` takes back; what was done elsewhere shows after each action.

    Args:
        memory: Whose memories.
        updates: What `Memory.learn` returned, if you have it: a memory is then shown with its
            whole turn and those about it. Otherwise with the words that are kept with it.

    Attributes:
        page: The memories that are listed now.
        record: The chosen memory; None if there is none, or it is gone.
        history: The journal's events of the chosen memory.
        errors: What is wrong with the fields of the form that was sent last.
    """

    title = "Memory"

    def __init__(self, memory: Memory, updates: Iterable[Update] = ()) -> None:
        super().__init__(memory)
        traces = (trace for update in updates for trace in update.traces)
        self._conversations = conversations_of(traces)
        self.asked: Asked = ""
        self.editing: dict[str, str] | None = None
        self.errors: dict[str, str] = {}
        self.record: Record | None = None
        self.history: list[Event] = []
        self._seen: Record | None = None
        self._done: list[Update] = []
        self._undone: list[Update] = []
        self._read()

    @action(button="Refresh")
    def refresh(self) -> Page:
        """Read again what another program, or a cell, may have changed."""
        return self._read()

    @action()
    def select(self, memory_id: str) -> Record | None:
        """Choose a memory, to see all that is known of it.

        Returns:
            The memory; None if it was forgotten and only its history is there.

        Raises:
            NotFoundError: If the user never had a memory of this id.
        """
        with self._lock:
            record, history = self._look_up(memory_id)
            if record is None and not history:
                raise NotFoundError(f"This user has no memory with the id {memory_id!r}.")
            self.chosen = memory_id
            self.record, self.history = record, history
            self._ask_nothing()
        return record

    @action()
    def edit(self, **fields: Any) -> Record | None:
        """Open the form, or put right what the chosen memory says.

        Args:
            fields: New values, as text or as what they are; without any the form opens.

        Returns:
            The memory as it is now.

        Raises:
            InputError: If a field is wrong (see `errors`), the memory was changed elsewhere
                since it was shown, is history, or must not say that. Nothing is written then,
                and what was typed stays.
        """
        with self._lock:
            record = self._require_chosen()
            if not fields:
                self._ask_nothing()
                self._seen = record
                self.editing = dict(form_of(record.content, self._schema()).fields)
                return record
            return self._save(self._seen if self.editing is not None else record, fields)

    @action()
    def pin(self) -> str:
        """Keep the chosen memory from being ended or rewritten by anything but a person."""
        return self._change(self.memory.pin(self._require_chosen().id), "It is pinned.")

    @action()
    def unpin(self) -> str:
        """Let the chosen memory change like any other."""
        update = self.memory.unpin(self._require_chosen().id)
        return self._change(update, "It is no longer pinned.")

    @action()
    def forget(self) -> str:
        """Ask whether the chosen memory shall be forgotten; `confirm` does it."""
        return self._ask("forget")

    @action()
    def erase(self) -> str:
        """Ask whether the chosen memory shall be erased for good; `confirm` does it."""
        return self._ask("erase")

    @action()
    def confirm(self) -> str:
        """Do what was asked for: forget the chosen memory, or erase it.

        Raises:
            InputError: If nothing was asked for.
        """
        with self._lock:
            asked, chosen = self.asked, self.chosen
            if not asked or chosen is None:
                raise InputError("Nothing waits for a yes: ask to forget or to erase first.")
            update = self.memory.forget(chosen, erase=asked == "erase")
            self._ask_nothing()
            if asked == "forget":
                return self._change(update, f"{chosen} is forgotten; undo brings it back.")
            # What was erased must not live on in what could be undone here.
            kept = (self._done, self._undone)
            self._done, self._undone = ([u for u in us if not _tells_of(u, chosen)] for us in kept)
            self._conversations = conversations_of(())
            self._read()
            return f"{chosen} is erased for good."

    @action()
    def cancel(self) -> None:
        """Close the form, or the question, and change nothing."""
        self._ask_nothing()

    @action(button="Undo")
    def undo(self) -> str:
        """Take back what was done here last.

        Raises:
            InputError: If nothing was done here, or its memory has changed since.
        """
        return self._take_back(self._done, self._undone, "undo")

    @action(button="Redo")
    def redo(self) -> str:
        """Do again what was undone last.

        Raises:
            InputError: If nothing was undone, or its memory has changed since.
        """
        return self._take_back(self._undone, self._done, "redo")

    # -- how it is done ----------------------------------------------------------------------

    def _read(self) -> Page:
        """Read the page, and the chosen memory, as the store has them now."""
        with self._lock:
            page = super()._read()
            if self.chosen is not None:
                self.record, self.history = self._look_up(self.chosen)
            return page

    def _look_up(self, memory_id: str) -> tuple[Record | None, list[Event]]:
        try:
            record: Record | None = self.memory.get(memory_id)
        except NotFoundError:
            record = None
        return record, self.memory.history(memory_id)

    def _require_chosen(self) -> Record:
        if self.chosen is None:
            raise InputError("No memory is chosen: choose one in the list first.")
        if self.record is None:
            raise NotFoundError(f"{self.chosen} is no longer there; undo may bring it back.")
        return self.record

    def _schema(self) -> type[BaseModel] | None:
        """Return the schema of the chosen memory, if it is a profile that this memory knows."""
        content = self.record.content if self.record else None
        if not isinstance(content, ProfileContent):
            return None
        own = (p for p in self.memory.semantic.manager.settings.profiles if isinstance(p, Profile))
        return next((p.schema for p in own if p.name == content.schema_name), None)

    def _save(self, seen: Record | None, fields: dict[str, Any]) -> Record | None:
        record = self._require_chosen()
        found = filled(record.content, fields, self._schema())
        if self.editing is not None:
            self.editing |= {name: str(text) for name, text in fields.items()}
        self.errors = dict(found.errors)
        if found.content is None:
            self.changed()
            name, told = next(iter(self.errors.items()))
            raise InputError(f"{name.replace('_', ' ')}: {told}" if name else told)
        try:
            update = self.memory.correct(record.id, found.content, seen=seen)
        except MemoryKindsError:
            self._read()
            self._seen = self.record  # what it says by now is shown beside the form
            self.changed()
            raise
        self._ask_nothing()
        self._change(update, "It is saved.")
        return self.record

    def _ask(self, what: Asked) -> str:
        with self._lock:
            self._require_chosen()
            self._ask_nothing()
            self.asked = what
        return _questions(what)

    def _ask_nothing(self) -> None:
        self.asked, self.editing, self.errors, self._seen = "", None, {}, None

    def _change(self, update: Update, told: str) -> str:
        """Keep what was done, so that it can be undone."""
        with self._lock:
            if update.events:
                self._done.append(update)
                self._undone.clear()
            self._read()
        return told if update.events else "Nothing had to change."

    def _take_back(self, done: list[Update], undone: list[Update], verb: str) -> str:
        with self._lock:
            if not done:
                raise InputError(f"There is nothing to {verb} that was done here.")
            undone.append(self.memory.undo(done[-1]))
            (event, *_) = done.pop().events
            self._ask_nothing()
            self._read()
        return f"{'Undone' if verb == 'undo' else 'Done again'}: {event.memory_id}."

    # -- what it shows -----------------------------------------------------------------------

    def summary(self) -> str:
        """Return how many there are, which page is shown, and which memory is chosen."""
        counts = ", ".join(f"{c.active:,} {c.kind}" for c in self.page.counts)
        told = f"{counts}; page {self.number:,} of {self.pages:,}, {self.page.total:,} listed"
        return f"{told}; {shorten(self.chosen, 30)} is chosen" if self.chosen else told

    def render(self, ui: Controls) -> Markup:
        """Return the counts, the list, and what is known of the chosen memory."""
        return join([self._counts(ui), self._filters(ui), self._list(ui), self._detail(ui)])

    def _detail(self, ui: Controls) -> Markup:
        if self.chosen is None:
            return Markup()
        head = tag("h4", f"The chosen memory, {self.chosen}")
        if self.record is None:
            gone = tag("p", "It is no longer there. The journal tells what became of it.")
            return join([head, gone, history_of(self.history)])
        return join(
            [
                head,
                text_of(self.record),
                self._doings(ui, self.record),
                self._form(ui, self.record),
                fields_of(self.record),
                tag("h4", "Where it came from"),
                origin_of(self.record, self._conversations),
                tag("h4", "What became of it"),
                history_of(self.history),
            ]
        )

    def _doings(self, ui: Controls, record: Record) -> Markup:
        if not ui.live:
            return Markup()
        id_ = record.id
        pin = ("Unpin", "unpin") if record.pinned else ("Pin", "pin")
        doings = tag(
            "div",
            ui.button("Edit", "edit", pressed=self.editing is not None, name=f"Edit {id_}")
            if record.state == "active"
            else None,
            ui.button(*pin, name=f"{pin[0]} {id_}"),
            ui.button("Forget…", "forget", pressed=self.asked == "forget", name=f"Forget {id_}"),
            ui.button("Erase…", "erase", pressed=self.asked == "erase", name=f"Erase {id_}"),
            class_="mk-controls",
        )
        if not self.asked:
            return doings
        sure = tag(
            "div",
            tag("p", _questions(self.asked)),
            ui.button(f"Yes, {self.asked} it", "confirm"),
            ui.button("No", "cancel", escape=True),
            class_="mk-controls mk-asked",
        )
        return join([doings, sure])

    def _form(self, ui: Controls, record: Record) -> Markup:
        if self.editing is None or not ui.live:
            return Markup()
        form = form_of(record.content, self._schema())
        sent = ui.form(
            "edit",
            fields=self.editing,
            submit="Save",
            long=[*form.long],
            hints=form.hints,
            errors=self.errors,
        )
        return join([sent, ui.button("Cancel", "cancel", escape=True)])


def _questions(asked: Asked) -> str:
    if asked == "erase":
        return (
            "Erase it for good? Its content goes from the journal, too, and its words from all "
            "that quotes them. This cannot be undone."
        )
    return "Forget it? It is recalled no more. Its history stays, and undo brings it back."


def _tells_of(update: Update, memory_id: str) -> bool:
    return any(event.memory_id == memory_id for event in update.events)
