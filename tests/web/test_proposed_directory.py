"""A supervisor tries what corrections suggest and hands it to the admin; only the admin puts it into force."""

import json

import pytest
from flask import Flask

from hotline.parts import parts
from tests.web import staff
from tests.web.changed_directory import directory, handed_in, put_into_force
from tests.web.tickets import studied
from tests.web.visitor import words

TEXT = "夜市门口摊贩占道经营，没人管。"
PAGE = "/supervisor/learning/changes/urban_mgmt.1/culture"


def corrected_three_times(app: Flask) -> None:
    """Let three tickets, proposed before anybody decided, go to another department than the directory names."""
    admin, desk = staff.admin(app), staff.operator(app)
    put_into_force(admin, handed_in(admin, json.dumps(directory(), ensure_ascii=False)))
    for number in [studied(app, text=TEXT, title="占道经营") for _ in range(3)]:
        desk.step(number, "dispatch", lead="culture")


def test_what_is_corrected_again_and_again_is_tried_handed_over_and_put_into_force_by_the_admin(app: Flask) -> None:
    corrected_three_times(app)
    supervisor, admin = staff.supervisor(app), staff.admin(app)
    assert f'href="{PAGE}"' in supervisor.get("/supervisor/learning").text
    tried = words(supervisor.get(PAGE).text)
    assert "事项“一”的主办单位由市城管执法委改为市文化和旅游局" in tried
    assert "3 件中有 3 件会改派" in tried
    assert "待启用的版本 没有" in words(admin.get("/admin").text)  # trying keeps nothing
    assert supervisor.post(PAGE, {"why": " "}, page=PAGE).status_code == 422
    supervisor.post(PAGE, {"why": "三定规定调整"}, page=PAGE)
    assert "已交管理员" in supervisor.get("/supervisor/learning").text
    overview = admin.get("/admin").text
    assert "督办员建议" in overview
    assert "三定规定调整" in overview
    with app.app_context():
        assert parts().directory.matters[0].lead == "urban_mgmt"  # handed over is not in force
    edition = overview.partition("待启用的版本")[2].partition('href="')[2].partition('"')[0]
    assert supervisor.send(f"{edition}/enact", {"why": "x", "csrf_token": supervisor.token()}).status_code == 403
    put_into_force(admin, edition, why="同意")
    with app.app_context():
        assert next(each.lead for each in parts().directory.matters if each.id == "urban_mgmt.1") == "culture"
    assert PAGE not in supervisor.get("/supervisor/learning").text
    assert supervisor.get(PAGE).status_code == 404


@pytest.mark.backend("sqlite")  # nothing here depends on where the rows are kept
def test_handing_the_same_change_over_twice_keeps_one(app: Flask) -> None:
    corrected_three_times(app)
    supervisor = staff.supervisor(app)
    form = {"why": "再来", "csrf_token": supervisor.token()}
    for _ in range(2):
        supervisor.send(PAGE, form)
    assert staff.admin(app).get("/admin/editions/directory").text.count("督办员建议") == 1
