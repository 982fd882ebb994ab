"""What the tests of the offline model share: a prompt as the managers write it."""

from memorykinds.kinds import EpisodeProposal, FactProposal, RuleProposal
from memorykinds.kinds.blocks import render_block
from memorykinds.models.offline import OfflineChatModel

AT = "2026-05-06T10:00Z"  # a Wednesday


def rows(*turns):
    """Rows of a conversation; "a: …" is the assistant, "f: …" feedback, "Ada: …" a speaker."""
    roles = {"a": "assistant", "f": "feedback", "t": "tool"}
    found = []
    for number, turn in enumerate(turns, 1):
        who, mark, text = turn.partition("> ")
        row = {"id": f"t{number}", "at": AT, "role": "user", "text": text if mark else turn}
        if mark and who in roles:
            row["role"] = roles[who]
        elif mark:
            row["name"] = who
        found.append(row)
    return found


def prompt(conversation, related=()):
    related = [{"n": n, **row} for n, row in enumerate(related)]
    blocks = (render_block("related", related, "data"), render_block("conversation", conversation))
    return [
        ("system", "You read a conversation and nominate memories."),
        ("human", "\n\n".join(blocks)),
    ]


def propose(form, *turns, related=()):
    model = OfflineChatModel().with_structured_output(form)
    return list(model.invoke(prompt(rows(*turns), related)).candidates)


def facts(*turns, related=()):
    return propose(FactProposal, *turns, related=related)


def rules(*turns, related=()):
    return propose(RuleProposal, *turns, related=related)


def episodes(*turns, related=()):
    return propose(EpisodeProposal, *turns, related=related)


def texts(candidates):
    return [c.content.text for c in candidates if c.intent == "remember"]


def fact_row(subject, predicate, obj, text=""):
    return {"subject": subject, "predicate": predicate, "object": obj, "text": text or obj}
