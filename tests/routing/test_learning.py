"""The router learns from dispatches, forgets them, and keeps versions."""

from pathlib import Path

import numpy as np
import pytest

from routing import Directory, Router
from routing.features import count_grams, grams_at
from routing.text import normalise
from routing.versions import current_version, go_back, list_versions, load_current, save_version

HISTORY = [
    ("路灯不亮", "门口的路灯坏了三天没人修", "照明所"),
    ("路灯损坏", "巷子里路灯不亮,晚上看不见", "照明所"),
    ("公交太少", "公交车等了很久都不来", "公交公司"),
    ("公交改线", "公交车改线后上学不方便", "公交公司"),
    ("停水", "家里停水两天了,自来水公司没人接电话", "水务集团"),
    ("水压低", "自来水水压太低,热水器打不着", "水务集团"),
]


@pytest.fixture
def bare() -> Router:
    router = Router(Directory.from_object({"departments": []}))
    router.learn_all(HISTORY)
    return router


def first(router: Router, text: str, title: str = "") -> str:
    return router.route(text, title=title).candidates[0].department


def test_a_city_with_history_only_is_routed(bare: Router):
    assert first(bare, "我们这条路上的路灯又不亮了") == "照明所"
    assert first(bare, "自来水停了") == "水务集团"


def test_what_was_learned_shows_where_it_stands(bare: Router):
    text = "路灯不亮,请维修"
    piece = bare.route(text).candidates[0].evidence[0]
    assert piece.how == "learned"
    assert ("\n" + text)[piece.start : piece.end] == piece.found
    assert "路灯" in piece.found or "灯不亮" in piece.found


def test_a_courtesy_is_shown_as_what_was_learned_only_where_nothing_else_pulls():
    router = Router(Directory.from_object({"departments": []}))
    router.learn_all([("", f"您好,希望{what}", "园林所") for what in ("剪树", "剪枝", "浇树")])
    router.learn("电梯坏了", department_id="物业科")
    shown = [piece.found for piece in router.route("您好,希望把树剪一剪").candidates[0].evidence]
    assert shown[0] not in ("您好", "希望")
    assert router.route("您好").candidates[0].evidence[0].found == "您好"


def test_a_place_is_never_shown_as_what_was_learned():
    router = Router(Directory.from_object({"departments": []}))
    router.learn_all([("", f"我住在金鼎村,{what}", "村务办") for what in ("路不平", "桥坏了", "井没盖")])
    router.learn("电梯坏了", department_id="物业科")
    text = "我住在金鼎村,路又不平"
    for candidate in router.route(text).candidates:
        assert not any(set(piece.found) & set("金鼎村") for piece in candidate.evidence)


def test_one_correction_changes_the_very_next_like_message_and_undo_restores():
    router = Router(Directory.packaged())
    text, like = "路边烧烤摊占道经营,油烟扰民", "又有烧烤摊在路边占道经营,油烟很大"
    before = router.route(text).as_dict()
    assert first(router, like) == "市城管执法委"
    router.learn(text, department_id="market")
    assert first(router, text) == "市市场监管局"
    assert first(router, like) == "市市场监管局"
    router.unlearn(text, department_id="market")
    after = router.route(text).as_dict()
    assert [one["department_id"] for one in after["candidates"]] == [
        one["department_id"] for one in before["candidates"]
    ]


def test_a_correction_wins_over_a_taught_history(bare: Router):
    text = "路灯不亮,请维修"
    bare.learn(text, department_id="水务集团")
    assert first(bare, text) == "水务集团"
    bare.unlearn(text, department_id="水务集团")
    assert first(bare, text) == "照明所"


def test_a_return_of_what_was_never_taught_makes_the_department_less_likely(bare: Router):
    text = "路灯不亮,请维修"
    before = bare.route(text).candidates[0]
    bare.unlearn(text, department_id=before.department_id)
    after = {one.department_id: one.score for one in bare.route(text).candidates}
    assert after[before.department_id] < before.score


def test_the_same_history_teaches_the_same(bare: Router):
    other = Router(Directory.from_object({"departments": []}))
    other.learn_all(HISTORY)
    assert other.route("公交车不来").as_dict() == bare.route("公交车不来").as_dict()


def test_names_aliases_and_ids_of_departments_are_the_same_department():
    router = Router(Directory.packaged())
    router.learn_all([("", "路灯不亮", "城管局"), ("", "路灯坏了", "urban_mgmt"), ("", "灯不亮", "市城管执法委")])
    assert router.learner is not None
    assert router.learner.departments == ["urban_mgmt"]


@pytest.mark.parametrize(
    "text",
    ["电话13812345678", "车牌鄂A12345", "邮箱a.b@c.cn", "我叫张三,", "联系人:李四光。", "张某某"],
)
def test_personal_data_is_never_a_feature(text: str):
    ones, _ = grams_at(normalise(text))
    known = {chr(code) for code in ones if code >= 0}
    assert not known & set("0123456789abc张三李四光某@")


def test_grams_of_title_and_whole_are_kept_apart():
    grams, counts = count_grams("路灯\n路灯坏", 2)
    assert len(set(grams.tolist())) == len(grams)
    assert counts.max() == 2


def test_versions_are_kept_and_an_older_one_is_put_back(tmp_path: Path, bare: Router):
    assert bare.learner is not None
    assert load_current(tmp_path) is None
    save_version(tmp_path, bare.learner, at="2019-09-01T08:00:00+08:00", quality=0.8)
    bare.learn("路灯不亮", department_id="水务集团")
    second = save_version(tmp_path, bare.learner, at="2019-09-02T08:00:00+08:00", quality=0.7, note="改派一件")
    assert current_version(tmp_path) == second
    assert [one.number for one in list_versions(tmp_path)] == [1, 2]
    go_back(tmp_path, 1)
    learner = load_current(tmp_path)
    assert learner is not None
    assert learner.size == len(HISTORY)
    assert first(Router(Directory.from_object({"departments": []}), learner), "路灯不亮") == "照明所"
    with pytest.raises(ValueError, match="没有学习版本9"):
        go_back(tmp_path, 9)


def test_a_damaged_version_is_named(tmp_path: Path, bare: Router):
    assert bare.learner is not None
    version = save_version(tmp_path, bare.learner, at="2019-09-01T08:00:00+08:00")
    (tmp_path / f"learned-{version.number:04d}.npz").write_bytes(b"nonsense")
    with pytest.raises(ValueError, match="已损坏"):
        load_current(tmp_path)


def test_a_saved_learner_scores_as_before(tmp_path: Path, bare: Router):
    assert bare.learner is not None
    save_version(tmp_path, bare.learner, at="2019-09-01T08:00:00+08:00")
    loaded = load_current(tmp_path)
    assert loaded is not None
    assert np.array_equal(loaded.scores("\n路灯坏了", 0), bare.learner.scores("\n路灯坏了", 0))
