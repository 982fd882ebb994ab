"""Scope: what memory holds of all items under one prefix, derived from the file.

One row an item, in the order of ids: when it was updated, when it expires, the fields that
were filtered by, and its vectors. A search reads one scope and no other, so what another
user has is not even looked at. Nearly every scope is one namespace; a prefix over ten
thousand namespaces is one scope as well, and one call of FAISS.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt

from memorykinds.store.columns import Column, Mask
from memorykinds.store.embedding import Vectors
from memorykinds.store.filters import matches
from memorykinds.store.grown import Grown
from memorykinds.store.indexes.plan import IndexPlan
from memorykinds.store.loading import Change, Loads
from memorykinds.store.moments import NEVER
from memorykinds.store.vectors import VectorIndex
from memorykinds.store.views import View

V = TypeVar("V", bound=View)

AT_ONCE = 64
"""Values read at a time."""

SLACK = 32
"""Dead rows that are never worth reading a scope anew."""


class Scope:
    """The items under one prefix.

    Args:
        loader: Reads from the file what belongs to the prefix.

    Attributes:
        index: The vectors, once a query needed them.
        namespaces: The ids of the namespaces that it holds items of.
    """

    def __init__(self, loader: Loads) -> None:
        self._loader = loader
        self._ids = Grown(np.int64)
        self._moments = Grown(np.int64)
        self._expires = Grown(np.int64)
        self._alive = Grown(np.bool_)
        self._dead = 0
        self._mortal = False
        self._keys: list[str] = []
        self._columns: dict[str, Column] = {}
        self._views: dict[Callable[[], View], View] = {}
        self.index: VectorIndex | None = None
        self.namespaces = loader.namespaces()
        self._append(*loader.items())

    @property
    def ids(self) -> npt.NDArray[np.int64]:
        """The id of each row's item, rising."""
        return self._ids.array

    @property
    def moments(self) -> npt.NDArray[np.int64]:
        """When each row was last updated."""
        return self._moments.array

    @property
    def keys(self) -> list[str]:
        """The key of each row, "" where it is no more there. It only grows, so it may be kept."""
        missing = self.ids[len(self._keys) :].tolist()
        if missing:
            self._keys += self._loader.keys(missing)
        return self._keys

    @property
    def living(self) -> int:
        """How many items it holds that were not deleted."""
        return len(self._ids) - self._dead

    @property
    def vectors(self) -> int:
        """How many vectors it holds in memory."""
        return self.index.size if self.index else 0

    @property
    def bytes(self) -> int:
        """How much memory its vectors, views and keys take."""
        vectors = self.index.bytes if self.index else 0
        return vectors + sum(view.bytes for view in self._views.values()) + 80 * len(self._keys)

    @property
    def wasteful(self) -> bool:
        """Whether it is better read anew: most of it is dead, or its index has outgrown itself."""
        parts = [(self._dead, len(self._ids))]
        parts += [(column.unused, len(column)) for column in self._columns.values()]
        parts += [(view.dead, view.size) for view in self._views.values()]
        if self.index is not None:
            if self.index.outgrown:
                return True
            parts.append((self.index.dead, self.index.size))
        return any(2 * dead > max(SLACK, size) for dead, size in parts)

    def with_vectors(self, dims: int, plan: IndexPlan) -> VectorIndex:
        """Return the index, read from the file at first."""
        if self.index is None:
            index = VectorIndex(dims, plan)
            index.add_rows(len(self._ids))
            index.reserve(len(self._ids))
            self._add_vectors(index, self._loader.vectors(dims))
            self.index = index
        return self.index

    def view(self, make: Callable[[], V]) -> V:
        """Return the view that `make` makes, filled from the file at first."""
        self.hold(make)
        return cast("V", self._views[make])

    def hold(self, make: Callable[[], View] | None, fields: Iterable[str] = ()) -> None:
        """Have a view, and the columns of these fields, in memory: what is missing is read.

        To read every value takes longest of all, so it is done once for all that is missing.
        """
        columns = {field: Column() for field in fields if field not in self._columns}
        found: dict[str, list[Any]] = {field: [] for field in columns}

        def values() -> Iterator[dict[str, Any]]:
            for value in self._values():
                for field, column in found.items():
                    column.append(value.get(field))
                yield value

        if make is not None and make not in self._views:
            view = make()
            view.add(values())
            self._views[make] = view
        elif columns:
            for _ in values():
                pass
        for field, column in columns.items():
            column.extend(found[field])
        self._columns |= columns

    def admitted(self, conditions: Mapping[str, Any] | None, now: int) -> Mask | None:
        """Return which rows are alive and pass a filter; None is all of them.

        Args:
            conditions: A filter that `check_filter` has passed.
            now: What expires by then is out; 0 if nothing can.
        """
        mask: Mask | None = self._alive.array.copy() if self._dead else None
        if self._mortal:
            unexpired = self._expires.array > now
            mask = unexpired if mask is None else mask & unexpired
        open_: Mask | None = None
        for field, wanted in (conditions or {}).items():
            yes, maybe = self._column(field).judge(wanted)
            if maybe is not None:
                open_ = maybe if open_ is None else open_ | maybe
                yes |= maybe
            mask = yes if mask is None else mask & yes
        if open_ is not None and mask is not None and conditions is not None:
            rows = np.flatnonzero(mask & open_)
            for item_id, value in self._loader.values(self.ids[rows].tolist()):
                mask[np.searchsorted(self.ids, item_id)] = matches(value, conditions)
        return mask

    @property
    def mortal(self) -> bool:
        """Whether any row may expire."""
        return self._mortal

    def follow(self, changes: Sequence[Change]) -> None:
        """Follow what was changed in the file, in the order of the items' ids."""
        new: list[Change] = []
        known: list[tuple[int, Change]] = []
        for change in changes:
            row = self._row(change.item_id)
            if row is not None:
                known.append((row, change))
            elif change.updated_at is not None:
                new.append(change)
        for row, change in known:
            self._replace(row, change)
        self._append(
            [change.item_id for change in new],
            [change.updated_at or 0 for change in new],
            [change.expires_at for change in new],
        )
        there = [change for _, change in known if change.updated_at is not None]
        self._fill(there, new)
        if self.index is not None:
            self.index.add_rows(len(new))
            moved = [c.item_id for c in there if c.vectors] + [c.item_id for c in new]
            self._add_vectors(self.index, self._loader.vectors(self.index.dims, moved))

    def _replace(self, row: int, change: Change) -> None:
        if change.updated_at is None:
            self._dead += int(self._alive.array[row])
            self._alive.array[row] = False
            for view in self._views.values():
                view.remove(row)
        else:
            self._moments.array[row] = change.updated_at
            self._expires.array[row] = change.expires_at
            self._mortal |= change.expires_at < NEVER
        if change.vectors and self.index is not None:
            self.index.remove(row)

    def _append(self, ids: npt.ArrayLike, moments: npt.ArrayLike, expires: npt.ArrayLike) -> None:
        number = len(np.asarray(ids))
        self._ids.extend(ids)
        self._moments.extend(moments)
        self._expires.extend(expires)
        self._alive.extend(np.ones(number, np.bool_))
        self._mortal |= bool(number and np.min(expires) < NEVER)

    def _fill(self, replaced: Sequence[Change], new: Sequence[Change]) -> None:
        """Let columns and views follow the values."""
        if not (self._columns or self._views) or not (replaced or new):
            return
        values = dict(self._loader.values([change.item_id for change in (*replaced, *new)]))
        added = [values[change.item_id] for change in new]
        changed = [
            (int(np.searchsorted(self.ids, change.item_id)), values[change.item_id])
            for change in replaced
        ]
        for field, column in self._columns.items():
            column.extend([value.get(field) for value in added])
            for row, value in changed:
                column.replace(row, value.get(field))
        for view in self._views.values():
            view.add(added)
            for row, value in changed:
                view.replace(row, value)

    def _add_vectors(
        self, index: VectorIndex, parts: Iterable[tuple[npt.NDArray[np.int64], Vectors]]
    ) -> None:
        for item_ids, vectors in parts:
            index.add(np.searchsorted(self.ids, item_ids), vectors)
        index.settle()

    def _column(self, field: str) -> Column:
        self.hold(None, [field])
        return self._columns[field]

    def _values(self) -> Iterator[dict[str, Any]]:
        """Yield the value of each row; an empty one where the item is no more there.

        Few are in memory at a time: thousands would keep Python's search for garbage busy for
        longer than they take to read.
        """
        ids = self.ids.tolist()
        for start in range(0, len(ids), AT_ONCE):
            some = ids[start : start + AT_ONCE]
            found = dict(self._loader.values(some))
            for item_id in some:
                yield found.get(item_id, {})

    def _row(self, item_id: int) -> int | None:
        row = int(np.searchsorted(self.ids, item_id))
        return row if row < len(self._ids) and self.ids[row] == item_id else None
