"""Lives of demo tickets that are disputed, shared, waited for or done over. Commits nothing itself."""

from dataclasses import replace

from hotline.demo import lives
from hotline.demo.lives import OPERATOR, SUPERVISOR, Told
from hotline.domain.people import CITIZEN
from hotline.domain.vocabulary import Satisfaction
from hotline.flow import answering, dispatching, handling, reviewing
from hotline.flow.casework import disputes, joint, waiting

HELPERS = ("traffic_police", "urban_mgmt", "construction")
LEADER = "张建国（分管副主任）"


def wait_for_citizen(told: Told) -> None:
    """Have the department ask the citizen; its clock stands still."""
    lives.handle(told)
    note = "请补充具体门牌号和方便联系的时段，以便现场核实。"
    waiting.pause(told.ticket, rules=told.rules, by=told.officer, at=told.later(3), note=note)


def share(told: Told) -> None:
    """Have a helper hand in its part while the lead still works."""
    helper = next(each for each in HELPERS if each != told.case.department_id)
    dispatching.dispatch(
        told.ticket,
        to=told.case.department_id,
        helpers=(helper,),
        task="派员到现场配合，说明本单位职责范围内的处理意见。",
        rules=told.rules,
        by=OPERATOR,
        at=told.later(1.5),
    )
    handling.sign(told.ticket, by=told.officer, at=told.later(5))
    by = replace(told.officer, name="协办经办人", department_id=helper)
    joint.hand_in(told.ticket, "已到现场核实，相关设施由本单位配合迁移。", by=by, at=told.later(9))


def rule(told: Told) -> None:
    """Have a supervisor consult on a twice returned ticket and rule."""
    lives.return_twice(told)
    consulted = "到会单位对管养界线意见不一，一致同意先行处置。"
    disputes.consult(told.ticket, took_part="承办单位、市司法局", text=consulted, by=SUPERVISOR, at=told.later(6))
    why = "依据权责清单和“谁主管谁负责”原则裁定。"
    ruling = disputes.Ruling(lead=told.case.department_id, why=why)
    disputes.rule(told.ticket, ruling, rules=told.rules, by=SUPERVISOR, at=told.later(2))


def answer_finally(told: Told) -> None:
    """Do it over twice; the second time the responsible leader answers by name."""
    lives.reopen(told)
    for last in (False, True):
        handling.sign(told.ticket, by=told.officer, at=told.later(3))
        reply = answering.Reply(text=told.case.answer, basis=told.case.basis, leader=LEADER if last else "")
        answering.answer(told.ticket, reply, by=told.officer, at=told.later(9))
        reviewing.approve(told.ticket, rules=told.rules, by=SUPERVISOR, at=told.later(3))
        if not last:
            _again(told)


def _again(told: Told) -> None:
    reviewing.rate(told.ticket.messages[0], Satisfaction.BAD, by=CITIZEN, at=told.later(4), note="情况又反复了。")
    note = "回访属实，再次重办并督办。"
    reviewing.reopen(told.ticket, rules=told.rules, by=OPERATOR, at=told.later(2), note=note)
    lives.dispatch(told)
