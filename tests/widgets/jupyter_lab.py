"""`Lab`: a JupyterLab of one's own, in which a test opens notebooks."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

TOKEN = "fake"  # noqa: S105 -- of a server that only this machine can reach
ROOT = Path(__file__).parents[2]
PATIENCE = 60
SCENE = "scene"
OWN_FOLDERS = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")

RUN_ALL = """async () => {
  const app = window.jupyterapp;
  await app.restored;
  const panel = app.shell.currentWidget;
  await panel.sessionContext.ready;
  await app.commands.execute("runmenu:run-all");
}"""
SET_CELLS = """async (sources) => {
  await window.jupyterapp.restored;
  const cells = window.jupyterapp.shell.currentWidget.content.model.sharedModel;
  cells.transact(() => {
    cells.deleteCellRange(0, cells.cells.length);
    cells.insertCells(0, sources.map((source) => ({cell_type: "code", source, metadata: {}})));
  });
}"""
FAILED = '[data-mime-type$="error"], [data-mime-type$="stderr"]'


class Lab:
    """JupyterLab on a free port; no news, no updates, no extension manager."""

    def __init__(self, folder):
        self.folder = folder
        self.notebooks = folder / "notebooks"
        self.notebooks.mkdir()
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def __enter__(self):
        self._log = (self.folder / "log").open("wb")
        paths = [
            str(ROOT),
            str(ROOT / "scripts"),
            str(Path(__file__).parent),
            os.environ.get("PYTHONPATH", ""),
        ]
        own = {name: str(self.folder / name.lower()) for name in OWN_FOLDERS}
        self._server = subprocess.Popen(
            [
                *(sys.executable, "-m", *self.program(), "--no-browser", "--allow-root"),
                *("--ip=127.0.0.1", f"--port={self.port}", f"--IdentityProvider.token={TOKEN}"),
                "--ServerApp.port_retries=0",
                "--LabApp.expose_app_in_browser=True",  # so that a test waits for what Lab waits for
            ],
            env=os.environ | own | {"PYTHONPATH": os.pathsep.join(filter(None, paths))},
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )
        self._wait()
        return self

    def __exit__(self, *_raised):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._server.pid, signal.SIGTERM)  # the kernels too
        self._server.wait(timeout=PATIENCE)
        self._log.close()

    def program(self):
        """Return the module that opens Lab in the folder of the notebooks, and its options."""
        return (
            *("jupyterlab", f"--notebook-dir={self.notebooks}"),
            *("--LabApp.news_url=", "--LabApp.extension_manager=readonly"),
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        )

    def run(self, page, *cells):
        """Run these cells, and wait until the last is done.

        The first time on a page they are opened as a notebook, which takes seconds; from then on
        they take the place of its cells, and the kernel goes on.
        """
        if urlsplit(page.url).path.endswith(f"/{SCENE}.ipynb"):
            page.evaluate(SET_CELLS, cells)
        else:
            self.open(page, SCENE, [new_code_cell(cell) for cell in cells])
        self.run_all(page)

    def run_all(self, page):
        """Run the cells of the notebook that is open, and wait until the last is done."""
        page.evaluate(RUN_ALL)
        outputs = page.locator(".jp-OutputArea-output")
        assert outputs.and_(page.locator(FAILED)).all_text_contents() == []

    def open(self, page, name, cells):
        """Open a notebook of these cells as a file that was saved; nothing is run."""
        page.goto("about:blank")
        self._end_kernels()
        notebook = new_notebook(cells=cells)
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(notebook, self.notebooks / f"{name}.ipynb")
        page.goto(f"http://127.0.0.1:{self.port}/doc/tree/{name}.ipynb?token={TOKEN}&reset")
        page.wait_for_selector(".jp-Notebook", timeout=PATIENCE * 1000)

    def _end_kernels(self):
        # Each holds the models, a quarter of a gigabyte, and nobody looks at the notebook now.
        for session in json.loads(self._ask("api/sessions")):
            self._ask(f"api/sessions/{session['id']}", method="DELETE")

    def _ask(self, path, method="GET"):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/{path}",
            headers={"Authorization": f"token {TOKEN}"},
            method=method,
        )
        with self._opener.open(request, timeout=PATIENCE) as answer:
            return answer.read()

    def _wait(self):
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self._server.poll() is not None:
                break
            with contextlib.suppress(urllib.error.URLError, ConnectionError):
                self._ask("api")
                return
            time.sleep(0.1)  # a server that begins to listen sends no event
        log = (self.folder / "log").read_text(errors="replace")
        raise AssertionError(f"JupyterLab did not start:\n{log[-2000:]}")
