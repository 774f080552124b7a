"""Reading the steps of data/supervision.json: strict, every refusal names the place and the reason. Knows no ticket."""

from itertools import pairwise

from hotline.domain.deadlines import Unit
from hotline.domain.lifecycle import TRANSITIONS, Action
from hotline.domain.people import Role
from hotline.domain.reminders import Act, Step, When
from hotline.domain.strict import Wrong, count, filled_list, mapping, one_of, text_in
from hotline.domain.vocabulary import ClockKind

STEP_KEYS = ("id", "title", "clock", "when", "amount", "unit", "limit_up_to_hours", "act", "source")
UNITS = (Unit.HOURS, Unit.CALENDAR_DAYS, Unit.WORKING_DAYS)
MOST_DAYS, MOST_HOURS = 366, 24 * 366
OF_DEPARTMENTS = (ClockKind.SIGN, ClockKind.RETURN, ClockKind.HANDLE, ClockKind.HELP, ClockKind.SUPERVISE)
# Which clock a step may stand on, where it does more than remind.
ONLY_ON = {Act.CLOSE: (ClockKind.FOLLOW_UP,)}
LADDER = (Act.URGE, Act.SUPERVISE, Act.CIRCULATE)


def read_reminders(value: object, place: str) -> tuple[tuple[Step, ...], int]:
    """Return the steps of a version and after how many minutes one counts as late."""
    record = mapping(value, place, ("late_after_minutes", "steps"))
    minutes = count(record.get("late_after_minutes"), f"{place}.late_after_minutes", most=24 * 60)
    rows = filled_list(record.get("steps"), f"{place}.steps")
    steps = tuple(_step(row, f"{place}.steps[{at}]") for at, row in enumerate(rows))
    _refuse_repeats(steps, place)
    _refuse_upside_down(steps, place)
    return steps, minutes


def _step(row: object, place: str) -> Step:
    record = mapping(row, place, STEP_KEYS)
    name = text_in(record, "id", place)
    place = f"{place}（“{name}”）"
    when = When(one_of(record.get("when"), tuple(each.value for each in When), f"{place}.when"))
    unit, amount = Unit.HOURS, 0.0
    if when is When.DUE:
        for key in ("amount", "unit"):
            if key in record:
                raise Wrong(f"{place}.{key}：到期时的步骤不能再写 {key}。")
    else:
        unit = Unit(one_of(record.get("unit"), tuple(each.value for each in UNITS), f"{place}.unit"))
        amount = _amount(record.get("amount"), f"{place}.amount", unit)
    clock = ClockKind(one_of(record.get("clock"), tuple(each.value for each in ClockKind), f"{place}.clock"))
    act = Act(one_of(record.get("act"), tuple(each.value for each in Act), f"{place}.act"))
    _refuse_misplaced(act, clock, place)
    up_to = record.get("limit_up_to_hours")
    return Step(
        id=name,
        title=text_in(record, "title", place),
        clock=clock,
        when=when,
        act=act,
        amount=amount,
        unit=unit,
        limit_up_to_hours=None if up_to is None else _amount(up_to, f"{place}.limit_up_to_hours", Unit.HOURS),
    )


def _amount(value: object, place: str, unit: Unit) -> float:
    most, form = (MOST_HOURS, "数") if unit is Unit.HOURS else (MOST_DAYS, "整数")
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and 0 < value <= most and (unit is Unit.HOURS or value == int(value)):  # type: ignore[operator,call-overload]
        return float(value)  # type: ignore[arg-type]
    raise Wrong(f"{place} 应为大于0、不超过{most}的{form}，现为“{value}”。")


def _refuse_misplaced(act: Act, clock: ClockKind, place: str) -> None:
    allowed = ONLY_ON.get(act, OF_DEPARTMENTS if act.order else tuple(ClockKind))
    if clock not in allowed:
        raise Wrong(
            f"{place}.act：“{act.value}”只能用于 {'、'.join(each.value for each in allowed)}，现用于“{clock.value}”。"
        )
    if act is Act.CLOSE and not any(row.action is Action.CLOSE and Role.SYSTEM in row.who for row in TRANSITIONS):
        raise Wrong(f"{place}.act：流程表不允许系统办结工单。")


def _refuse_repeats(steps: tuple[Step, ...], place: str) -> None:
    seen: set[str] = set()
    for step in steps:
        if step.id in seen:
            raise Wrong(f"{place}：步骤编号“{step.id}”重复。")
        seen.add(step.id)


def _refuse_upside_down(steps: tuple[Step, ...], place: str) -> None:
    """Refuse a higher rung that comes before a lower one, where both are counted in the same unit."""
    rungs = [step for act in LADDER for step in steps if step.act is act and step.when is When.AFTER]
    for lower, higher in pairwise(sorted(rungs, key=lambda step: step.clock.value)):
        same = lower.clock is higher.clock and lower.unit is higher.unit and lower.act is not higher.act
        if same and higher.amount <= lower.amount:
            raise Wrong(f"{place}：“{higher.id}”（{higher.act.label}）应晚于“{lower.id}”（{lower.act.label}）。")
