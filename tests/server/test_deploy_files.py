"""What `deploy/` and the `Procfile` say is what is started here, on a real PostgreSQL."""

from __future__ import annotations

import json
import os
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from runtime.refusal import NeedsSomebody, RefusalToStart
from tests.harness.people.attacker import request
from tests.harness.servers import nginx
from tests.harness.servers.deployed_server import (
    BARE_ENVIRONMENT,
    LAB_SERVER,
    OFFICE,
    DeployedServer,
    Service,
    command_in_procfile,
    deployed_office,
    install_python,
    may_run_python,
)
from tests.harness.servers.nginx import Nginx
from tests.harness.servers.postgresql import PostgresqlCluster, query
from tests.harness.servers.project_copy import REPOSITORY, copy_project
from tests.harness.servers.session_server import free_port

OTHER_COMPUTER = "127.0.0.2"


@pytest.fixture
def project() -> Iterator[Path]:
    """Return a project in a folder that another user may be given; pytest's own folders are closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="deployed-"))
    folder.chmod(0o755)
    project = copy_project(REPOSITORY, folder / "lab", with_office=True)
    install_python(project)
    yield project
    shutil.rmtree(folder)


def hand_over(project: Path, user: str) -> None:
    shutil.chown(project, user)
    for path in project.rglob("*"):
        if not path.is_symlink() and ".venv" not in path.parts:
            shutil.chown(path, user)


def told_of_https_by(address: str, server: DeployedServer) -> bytes:
    """Return what is answered to a proxy at this address that says its visitor came by https."""
    with socket.create_connection(("127.0.0.1", server.port), 30, source_address=(address, 0)) as proxy:
        proxy.sendall(request("GET", "/login", "X-Forwarded-Proto: https"))
        return b"".join(iter(lambda: proxy.recv(65_536), b"")).lower()


def play_a_page(server: DeployedServer) -> None:
    link = server.rest.participant_links(server.rest.create_session("demo", 2))[0]
    person = requests.Session()
    page = person.get(link, timeout=30)
    after = person.post(page.url, data={"consent": "True"}, timeout=30)
    assert "/Consent/" in page.url
    assert "/Instructions/" in after.url


def requests_in_log(server: DeployedServer) -> list[dict[str, object]]:
    lines = [json.loads(line) for line in server.output().splitlines() if line.startswith("{")]
    return [line for line in lines if line["event"] == "request"]


@pytest.mark.postgresql
def test_the_service_starts_as_its_file_says(project: Path, postgresql_cluster: PostgresqlCluster):
    service = Service(project)
    settings = service["Service"]
    user = postgresql_cluster.user if may_run_python(postgresql_cluster.user) else None
    if user is not None:
        hand_over(project, user)
    port = free_port()
    command = [str(port) if word == "8000" else word for word in service.command]
    assert command != service.command
    # As in the instructions: no name and no password, the system says who it is.
    name = postgresql_cluster.new_database_of(user)
    database = f"postgresql:///{name}?{postgresql_cluster.by_socket}"
    environment = service.environment(DATABASE_URL=database)
    options = dict(umask=int(settings["UMask"], 8), user=user)
    with DeployedServer(Path(settings["WorkingDirectory"]), port, command, environment, **options) as server:
        health = requests.get(f"{server.url}/healthz", timeout=30).json()
        play_a_page(server)
        named = requests.get(
            f"{server.url}/login", headers={"Host": environment["LAB_HOSTS"], "X-Forwarded-Proto": "https"}, timeout=30
        )
        past_nginx = told_of_https_by(OTHER_COMPUTER, server)
        with pytest.raises(ConnectionRefusedError):  # only this computer's nginx gets in
            socket.create_connection((OTHER_COMPUTER, port), timeout=5)
        exit_code = server.stop()
    [secret] = [path for path in (project / ".private").iterdir() if "secret" in path.name]

    assert health == {"status": "ok"}
    assert named.ok
    assert "; Secure" in named.headers["Set-Cookie"]
    assert b"; secure" not in past_nginx
    assert requests_in_log(server)
    assert exit_code == 0
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert postgresql_cluster.execute("SELECT count(*) FROM otree_participant", name) == [(2,)]
    # All that it writes is where the file lets it write.
    assert settings["ReadWritePaths"] == settings["WorkingDirectory"] == str(project)


def test_the_service_does_not_try_for_ever_what_cannot_succeed():
    service = Service(Path("/srv/lab"))["Service"]

    assert service["RestartPreventExitStatus"] == str(NeedsSomebody.exit_code)
    assert RefusalToStart.exit_code != NeedsSomebody.exit_code
    assert service["Restart"] == "always"


@pytest.mark.process
def test_systemd_understands_the_service(project: Path, tmp_path: Path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd")
    units = [tmp_path / name for name in (LAB_SERVER, OFFICE)]
    for unit in units:
        unit.write_text(Service(project, unit.name).text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.parametrize(("unit", "site"), [(LAB_SERVER, nginx.LAB), (OFFICE, nginx.OFFICE)], ids=["lab", "office"])
def test_nginx_asks_where_the_service_listens(unit, site):
    command = Service(Path("/srv/lab"), unit).command
    host, port = (command[command.index(option) + 1] for option in ("--host", "--port"))

    assert site.server == f"{host}:{port}"
    assert f"{site.server};" in (REPOSITORY / "deploy" / site.file).read_text()


@pytest.mark.nginx
@pytest.mark.postgresql
def test_the_office_starts_as_its_files_say(project: Path, postgresql_cluster: PostgresqlCluster):
    service = Service(project, OFFICE)
    user = postgresql_cluster.user if may_run_python(postgresql_cluster.user) else None
    data = project.parent / "data"
    data.mkdir(mode=0o700)
    if user is not None:
        shutil.chown(data, user)
    port = free_port()
    command = [str(port) if word == "8001" else word for word in service.command]
    assert command != service.command
    name, copy = (postgresql_cluster.new_database_of(user) for _ in range(2))
    environment = service.environment(
        OFFICE_DATABASE_URL=f"postgresql:///{name}?{postgresql_cluster.by_socket}", OFFICE_DATA_FOLDER=str(data)
    )
    options = dict(umask=int(service["Service"]["UMask"], 8), user=user)
    with (
        deployed_office(project, f"http://127.0.0.1:{port}/healthz", command, environment, **options) as process,
        Nginx(project.parent / "nginx", port, nginx.OFFICE) as front,
    ):
        log_in = requests.get(f"{front.url}/log-in/", verify=front.certificate, timeout=30)
        plain = requests.get(f"http://localhost:{front.plain_port}/my/?a=b", allow_redirects=False, timeout=30)
        with pytest.raises(ConnectionRefusedError):  # only this computer's nginx gets in
            socket.create_connection((OTHER_COMPUTER, port), timeout=5)
        process.terminate()
        exit_code = process.wait(30)
    # As in the instructions.
    for program, *arguments in (
        ("pg_dump", "--format=custom", f"--file={data}/copy.dump", environment["OFFICE_DATABASE_URL"]),
        (
            "pg_restore", "--exit-on-error", "--no-owner",
            f"--dbname=postgresql:///{copy}?{postgresql_cluster.by_socket}", f"{data}/copy.dump",
        ),
    ):  # fmt: skip
        subprocess.run([postgresql_cluster.program(program), *arguments], user=user, cwd=data, check=True)
    counted = "SELECT count(*) FROM django_migrations"
    keys = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (data / ".private").iterdir()}

    assert log_in.ok
    assert "max-age=31536000" in log_in.headers["Strict-Transport-Security"]
    assert "; Secure" in log_in.headers["Set-Cookie"]
    assert (plain.status_code, plain.headers["Location"]) == (301, "https://localhost/my/?a=b")
    assert exit_code == 0
    assert {"office_secret_key"} <= set(keys)
    assert set(keys.values()) == {0o600}
    assert postgresql_cluster.execute(counted, copy) == postgresql_cluster.execute(counted, name)
    # All that it writes is where the file lets it write.
    described = service.environment()["OFFICE_DATA_FOLDER"]
    assert described == f"/var/lib/{service['Service']['StateDirectory']}"
    assert postgresql_cluster.execute("SELECT count(*) FROM recruitment_person", name) == [(0,)]


@pytest.mark.postgresql
def test_the_procfile_starts_the_server(project: Path, postgresql_cluster: PostgresqlCluster):
    port = free_port()
    database = postgresql_cluster.new_database()
    path = os.pathsep.join([str(Path(sys.executable).parent), BARE_ENVIRONMENT["PATH"]])
    environment = BARE_ENVIRONMENT | {
        "PATH": path,
        "PORT": str(port),
        "DATABASE_URL": database,
        "OTREE_ADMIN_PASSWORD": "a-long-one",
        "OTREE_REST_KEY": "another-long-one",
    }
    with DeployedServer(project, port, command_in_procfile(), environment) as server:
        play_a_page(server)
        by_the_platform = told_of_https_by(OTHER_COMPUTER, server)
        exit_code = server.stop()

    assert exit_code == 0
    assert b"; secure" in by_the_platform
    assert requests_in_log(server)
    assert "everything is saved" in server.output()
    assert query(database, "SELECT count(*) FROM otree_participant") == [(2,)]
