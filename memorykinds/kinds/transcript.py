"""`Turn` and `Transcript`: a conversation as the managers read it.

Whatever form the messages had, a turn is an id, a role, a time and plain text. The id is
what every memory points back to; the digest is what recognizes a turn seen before.
"""

from typing import Literal

from pydantic import Field

from memorykinds.kinds.content import Frozen, Instant

Role = Literal["user", "assistant", "tool", "system", "feedback"]
"""Who speaks. `feedback` is a verdict on the conversation given from outside of it."""


class Turn(Frozen):
    """One message of a conversation.

    Attributes:
        id: The message's own id, or ``t1``, ``t2``, ... by position.
        role: Who speaks.
        text: Plain text, cleaned; secrets already replaced by a mark.
        at: When it was said, in UTC.
        dated: Whether `at` came with the message; if not, it is when it was learned.
        name: The speaker's name, where the message had one.
        digest: A short hash of the turn and, unless the message had an id, of all turns
            before it: the same words in another conversation have another digest.
    """

    id: str
    role: Role
    text: str
    at: Instant
    dated: bool = False
    name: str | None = None
    digest: str = ""


class Transcript(Frozen):
    """A conversation, ready to be read by a manager.

    Attributes:
        conversation: Id of the conversation; the same when the conversation goes on later.
        turns: What was said, in order.
        withheld: One line for each thing left out on purpose: an image, a secret, recalled
            memories quoted back.
    """

    conversation: str
    turns: tuple[Turn, ...] = Field(min_length=1)
    withheld: tuple[str, ...] = ()
