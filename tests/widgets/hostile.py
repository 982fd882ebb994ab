"""A memory whose every field holds what would run or be drawn if it were taken for markup."""

import memorykinds as mk

NASTY = (
    "<img src=x onerror=\"document.title='owned'\">",
    "<script>document.title='owned'</script>",
    "</pre></td></table><h1>Owned</h1>",
    '" onmouseover="document.title=1" x="',
    "[click](javascript:document.title=1) **bold** `code`",
    "{{ 7 * 7 }} {% raw %} &lt;b&gt; &amp; ]]>",
)


def hostile_memory():
    memory = mk.open(
        user="ada <b>", embeddings="hash", clock=mk.LessonClock("2026-05-03"), ids=mk.counted_ids()
    )
    for number, nasty in enumerate(NASTY):
        memory.semantic.add(
            mk.Fact(
                subject=nasty, predicate=f"says_{number}", object=nasty, text=f"Which tea? {nasty}"
            )
        )
        told = dict.fromkeys(("title", "situation", "thoughts", "action", "outcome"), nasty)
        memory.episodic.add(mk.Episode(**told, lesson=f"Pack tea. {nasty}", participants=(nasty,)))
        memory.procedural.add(
            mk.Rule(text=f"Say {number} {nasty}", applies_when=nasty, rationale=nasty)
        )
    memory.learn(f"I like {NASTY[0]} and {NASTY[1]}.", feedback=f"Too long. {NASTY[2]}")
    return memory
