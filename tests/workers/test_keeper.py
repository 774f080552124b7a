"""The keeper with the real service below it: ready, restarted where killed, and nobody left when it ends."""

import os
import signal
import subprocess
import sys

import psutil
import pytest
import requests

from hotline.embedded import socket_path
from tests import servers
from tests.workers.house import PATIENCE, House, open_house, wait_until

OURS = ("web", "relay", "worker", "clock")
PARTS = ("redis", *OURS)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house") / ("很长的数据目录名称" * 6)
    with open_house(folder) as opened:
        opened.wait_until_ready()
        yield opened


def test_one_command_brings_the_whole_house_up(house):
    answer = requests.get(f"{house.address}/health/ready", timeout=PATIENCE).json()
    assert answer["status"] == "ready"
    assert set(answer["checks"]) == {"database", "migrations", "redis", "relay", "worker", "clock", "outbox"}
    assert requests.get(f"{house.address}/health/live", timeout=PATIENCE).json() == {"status": "alive"}


def test_the_data_stays_with_its_owner(house):
    for each in (house.folder / "secret-key", socket_path(house.folder)):
        assert each.stat().st_mode & 0o077 == 0, each


def test_a_data_folder_with_a_long_name_works(house):
    socket = socket_path(house.folder)
    assert socket.is_socket()
    assert socket.parent.stat().st_mode & 0o077 == 0
    assert not socket.is_relative_to(house.folder)


@pytest.mark.parametrize("name", PARTS)
def test_a_part_that_is_killed_comes_back(house, name):
    before = house.part(name).pid
    assert house.kill(name)
    wait_until(lambda: (again := house.part(name)) and again.pid != before, lambda: "\n".join(house.said))
    house.wait_until_ready()


def test_every_line_of_a_part_carries_its_name(house):
    wait_until(lambda: any(line.startswith("web    | ") for line in house.said), lambda: "\n".join(house.said))


def test_a_second_keeper_on_the_same_folder_is_refused_in_one_sentence(house):
    command = [sys.executable, "-m", "hotline.cli", "serve"]
    second = subprocess.run(command, env=house.environment, capture_output=True, text=True, check=False)
    assert second.returncode == 1
    assert "已有服务在运行" in second.stderr
    assert len(second.stderr.splitlines()) == 1


def test_a_taken_port_is_said_in_one_sentence(house, tmp_path):
    environment = {**house.environment, "HOTLINE_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "hotline.cli", "serve"]
    second = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert second.returncode == 1
    assert "HOTLINE_PORT" in second.stderr


def test_a_stopped_keeper_leaves_nobody_behind(house):  # the last of those that share the house
    house.wait_until_ready()
    everybody = house.everybody()
    house.keeper.send_signal(signal.SIGTERM)
    assert house.keeper.wait(PATIENCE) == 0
    gone, left = psutil.wait_procs(everybody, timeout=PATIENCE)
    assert left == []
    assert len(gone) >= len(PARTS) + 2  # and the two workers of the web server


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a program whose parent was killed")
def test_a_killed_keeper_leaves_nobody_behind_and_the_next_one_finds_the_data(tmp_path):
    with open_house(tmp_path) as house:
        house.wait_until_ready()
        assert (tmp_path / "redis" / "redis.sock").stat().st_mode & 0o077 == 0
        token = house.call("token", "create", "website").strip()
        everybody = house.everybody()
        house.keeper.kill()
        _, left = psutil.wait_procs(everybody, timeout=PATIENCE)
        assert left == []
    with open_house(tmp_path) as house:
        house.wait_until_ready()
        listing = subprocess.run(
            [sys.executable, "-m", "hotline.cli", "token", "create", "website"],
            env=house.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "已有名为" in listing.stderr
    assert token.startswith("hl_")


def test_a_house_goes_on_where_nobody_listens_to_it_any_more_and_ends_by_ctrl_c(tmp_path):
    port = servers.free_port()
    chosen = {"HOTLINE_DATA_DIR": str(tmp_path), "HOTLINE_PORT": str(port), "HOTLINE_DEMO": "0"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HOTLINE_")}
    command = [sys.executable, "-m", "hotline.cli", "serve"]
    keeper = subprocess.Popen(command, env={**kept, **chosen}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    keeper.stdout.close()
    house = House(tmp_path, port, {}, keeper)
    house.wait_until_ready()
    everybody = house.everybody()
    keeper.send_signal(signal.SIGINT)
    assert keeper.wait(PATIENCE) == 0
    assert psutil.wait_procs(everybody, timeout=PATIENCE)[1] == []


def test_a_redis_that_does_not_answer_ends_the_start_in_one_sentence(tmp_path):
    nowhere = f"redis://127.0.0.1:{servers.free_port()}/0"
    with open_house(tmp_path, HOTLINE_REDIS_URL=nowhere) as house:
        assert house.keeper.wait(PATIENCE) == 1
    assert any("Redis 没有应答" in line for line in house.said)


def test_a_house_with_servers_of_its_own_uses_them_and_every_part_outlives_a_database_that_restarts(
    tmp_path, run_folder, worker_name, redis_empty
):
    # Not below pytest's own folder, which every start of pytest closes to the user whom PostgreSQL runs as.
    with servers.postgresql(run_folder / f"restarts_{worker_name}") as server:
        url = servers.new_database(server, "restarts")
        folder = tmp_path / "house"
        with open_house(folder, HOTLINE_DATABASE_URL=url, HOTLINE_REDIS_URL=redis_empty) as house:
            house.wait_until_ready()
            assert house.part("redis") is None
            assert not (folder / "hotline.sqlite3").exists()
            token = house.call("token", "create", "website").strip()
            before = {name: house.part(name).pid for name in OURS}
            server.stop()
            wait_until(lambda: not house.is_ready(), lambda: "\n".join(house.said))
            refused = hand_in(house, token)
            assert refused.status_code == 503
            server.start()
            house.wait_until_ready()
            taken = hand_in(house, token)
            assert taken.status_code == 201
            wait_until(lambda: is_classified(house, taken.json()), lambda: "\n".join(house.said))
            assert {name: house.part(name).pid for name in OURS} == before


def hand_in(house, token):
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "the same"}
    body = {"channel": "website", "text": "小区门口的路灯坏了三天。"}
    return requests.post(f"{house.address}/api/v1/messages", json=body, headers=headers, timeout=PATIENCE)


def is_classified(house, receipt):
    address = f"{house.address}/api/v1/tickets/{receipt['service_number']}"
    return (
        requests.get(address, params={"code": receipt["query_code"]}, timeout=PATIENCE).json()["status"] == "classified"
    )
