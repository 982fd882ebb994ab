"""Right and wrong answers to the exercises of exhibit 8 of the museum."""

from exercise_cases import Cases

ADA, BEA = ("ada", "I like tea."), ("bea", "I play the piano.")


class Queue:
    def __init__(self, after):
        self.after = after
        self.slots = {}

    def key(self, user, thread):
        return user, thread

    def add(self, now, user, thread, talk):
        self.slots[self.key(user, thread)] = (now + self.after, user, talk)

    def due(self, now):
        ready = [key for key, (time, _, _) in self.slots.items() if time <= now]
        return [self.slots.pop(key)[1:] for key in ready]


def keyed(key):
    return type("Keyed", (Queue,), {"key": lambda _, user, thread: key(user, thread)})


class NoDebounce(Queue):
    """Each turn waits for itself."""

    def key(self, user, thread):
        return user, thread, len(self.slots)


class OneClock(Queue):
    """Everybody's turn puts off everybody's job."""

    def add(self, now, user, thread, talk):
        super().add(now, user, thread, talk)
        self.slots = {key: (now + self.after, *job[1:]) for key, job in self.slots.items()}


class FirstWords(Queue):
    """What waits already stays as it is."""

    def add(self, now, user, thread, talk):
        if (user, thread) not in self.slots:
            super().add(now, user, thread, talk)


class AgainAndAgain(Queue):
    def due(self, now):
        return [job[1:] for job in self.slots.values() if job[0] <= now]


class TalksAlone(Queue):
    def due(self, now):
        return [talk for _, talk in super().due(now)]


def turns(queue, bea_at=5, bea_in="default"):
    queue.add(0, ADA[0], "default", ADA[1])
    queue.add(bea_at, BEA[0], bea_in, BEA[1])
    return queue.due(100)


def good_test(make):
    assert set(turns(make(30))) == {ADA, BEA}


def other_thread(make):
    assert set(turns(make(30), bea_in="travel")) == {ADA, BEA}


def one_user(make):
    queue = make(30)
    queue.add(0, *ADA[:1], "default", "Hello!")
    queue.add(5, *ADA[:1], "default", ADA[1])
    assert queue.due(35) == [ADA]


def ada_alone(make):
    assert ADA in turns(make(30))


def in_this_order(make):
    assert turns(make(30)) == [ADA, BEA]


def looks_inside(make):
    queue = make(30)
    turns(queue)
    turns(queue)
    assert len(queue.slots) == 0
    good_test(make)


def without_debounce(make):
    good_test(make)
    queue = make(30)
    queue.add(0, ADA[0], "default", "Hello!")
    assert ("ada", "Hello!") in turns(queue)


CASES = {
    "m8.1": Cases(
        solution=lambda _: good_test,
        wrong={
            "passes with the code above": lambda _: other_thread,
            "code above, which has the fault": lambda _: one_user,
            "turns the second away": lambda _: ada_alone,
            "has an order of its own": lambda _: in_this_order,
            "your test stops with AttributeError": lambda _: looks_inside,
            "fails with a sound `Queue` like the one above": lambda _: without_debounce,
        },
    ),
    "m8.2": Cases(
        solution=lambda _: Queue,
        wrong={
            "Two users talk at the same time": lambda _: keyed(lambda _, thread: thread),
            "threads of the same name": lambda _: keyed(lambda *_: None),
            "One user talks in two threads": lambda _: keyed(lambda user, _: user),
            "their threads 'b' and 'ab'": lambda _: keyed(lambda user, thread: user + thread),
            "and 'a-b'": lambda _: keyed(lambda user, thread: f"{user}-{thread}"),
            "and 'a:b'": lambda _: keyed(lambda user, thread: f"{user}:{thread}"),
            "One user writes three times in a row": lambda _: NoDebounce,
            "writes three times in a row: after": lambda _: FirstWords,
            "is due after": lambda _: OneClock,
            "should not be, or not then": lambda _: AgainAndAgain,
            "a list of pairs": lambda _: TalksAlone,
            "A class is expected": lambda _: Queue(30),
        },
    ),
}
