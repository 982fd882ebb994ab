"""HTML as a test looks at it: parsed by the rules, with every element and its attributes."""

import itertools
from html.parser import HTMLParser

VOID = {"br", "hr", "img", "input", "meta"}


class Fragment(HTMLParser):
    """A parsed fragment; `problems` has what does not nest."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.elements, self.text, self.problems, self._open = [], "", [], []
        self.feed(html)
        self.close()
        self.problems += [f"<{name}> is never closed" for name in self._open]

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag):
        if not self._open or self._open.pop() != tag:
            self.problems.append(f"</{tag}> closes something else")

    def handle_data(self, data):
        if "style" not in self._open:
            self.text += data

    def named(self, *names):
        return [attributes for name, attributes in self.elements if name in names]

    def levels(self):
        return [int(n[1]) for n, _ in self.elements if len(n) == 2 and n[0] == "h" and n != "hr"]

    def skips_a_level(self):
        return any(after > before + 1 for before, after in itertools.pairwise(self.levels()))
