"""JupyterHub for one class on one machine: one password for all, a folder for each learner.

    memorykinds workshop prepare class.txt learners/
    COURSE_PASSWORD='…' jupyterhub -f jupyterhub_config.py

Who has a folder in learners/ may log in, by its name: "Ada Lovelace" is ada-lovelace. All learners run
as the one user who started the hub, so each could read what the others have: fit for a class in a
room for a day, not for secrets and not for the open Internet. docs/instructor/hub.md says more.
"""

import os
from pathlib import Path

c = get_config()  # noqa: F821 -- JupyterHub's own
LEARNERS = Path(os.environ.get("COURSE_LEARNERS", "learners")).resolve()

c.JupyterHub.bind_url = os.environ.get("COURSE_URL", "http://127.0.0.1:8000")
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = os.environ["COURSE_PASSWORD"]  # 8 characters or more
c.Authenticator.allowed_users = {folder.name for folder in LEARNERS.iterdir() if folder.is_dir()}

c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = str(LEARNERS / "{username}")
c.Spawner.default_url = "/lab"
c.Spawner.start_timeout = c.Spawner.http_timeout = 180  # when all come in at nine
c.JupyterHub.implicit_spawn_seconds = 1  # a link to a lesson starts the learner's server by itself
c.JupyterHub.concurrent_spawn_limit = 2 * (os.cpu_count() or 1)

# A kernel takes 300 MiB, and Lab keeps those of closed tabs: after an hour of rest they end.
c.Spawner.args = [
    "--MappingKernelManager.cull_idle_timeout=3600",
    "--MappingKernelManager.cull_interval=300",
    "--LabApp.news_url=",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
]
