"""How much of a profile one conversation may end: the bound of `managers.limits`, for fields.

To end a value is to write over it, to clear it, or to take it out of a list. What the
conversation itself has said may be corrected without end.
"""

from memorykinds.bridge import Steps
from memorykinds.journal import Journal
from memorykinds.kinds.names import Namespace, user_of
from memorykinds.managers.limits import FEW
from memorykinds.managers.profiles.document import Document, document_of
from memorykinds.managers.profiles.profile import Profile
from memorykinds.managers.settings import ManagerSettings


def ended(before: Document, after: Document, but_of: str = "") -> list[str]:
    """Return the paths of what is known before and not after.

    Args:
        before: The profile before.
        after: The profile after.
        but_of: A conversation whose own words are left out.
    """
    later = after.leaves()
    return [
        path
        for path, value in before.leaves().items()
        if (path not in later or later[path] != value) and not _is_of(before, path, but_of)
    ]


class Endings:
    """Counts what one conversation ends in a profile, and refuses what is too much.

    Args:
        profile: Which profile.
        start: What was known of it when the learning began.
        namespace: Where it is kept.
        conversation: Which conversation is learned from.
        settings: The manager's.
    """

    def __init__(
        self,
        profile: Profile,
        start: Document,
        *,
        namespace: Namespace,
        conversation: str,
        settings: ManagerSettings,
    ) -> None:
        self._profile = profile
        self._namespace = namespace
        self._conversation = conversation
        share = int(settings.max_retired_share * len(start.leaves()) + 1e-9)
        self._most = min(settings.max_retired, max(FEW, share))
        self._ended: int | None = None

    def check(self, before: Document, after: Document) -> Steps[str]:
        """Return why a change ends too much, as a sentence; "" and count it if it does not.

        The journal is read once at most, and only if something ends.
        """
        ends = len(ended(before, after, self._conversation))
        if not ends:
            return ""
        if self._ended is None:
            self._ended = yield from self._before()
        if self._ended + ends > self._most:
            return (
                f"this would end {ends} values, and one conversation may end {self._most} of a "
                f"profile, of which {self._ended} are ended; raise max_retired"
            )
        self._ended += ends
        return ""

    def _before(self) -> Steps[int]:
        """Return how much the conversation has ended in earlier learnings."""
        journal = Journal(user_of(self._namespace[0]))
        memory_id, shape = self._profile.memory_id, self._profile.shape
        events = yield from journal.events(memory_id, conversation=self._conversation)
        versions = [(document_of(shape, e.before), document_of(shape, e.after)) for e in events]
        return sum(len(ended(*pair, self._conversation)) for pair in versions)


def _is_of(document: Document, path: str, conversation: str) -> bool:
    source = document.sources.get(path)
    return bool(conversation) and source is not None and source.conversation == conversation
