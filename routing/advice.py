"""What a clerk should look at in a directory that can be used: contradictions, dead and misleading keywords.

Every warning names file, place and remedy, like a complaint. Knows nothing of how departments are scored.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from routing.complaints import Complaint
from routing.directory import Directory, Keyword, Matter
from routing.evaluation import Labelled
from routing.text import normalise

MISLEADING_FROM = 5  # tickets that must bear a keyword out or contradict it
MISLEADING_SHARE = 0.15
HEAVY = 0.7  # weaker keywords are hints, and hints may point to several


def warnings_about(directory: Directory, file: str, tickets: Iterable[Labelled] = ()) -> Iterator[Complaint]:
    """Yield what is allowed but doubtful; with labelled tickets also the keywords that pull wrongly."""
    yield from _unreachable(directory, file)
    yield from _dead(directory, file)
    yield from _contradictions(directory, file)
    yield from _misleading(directory, file, list(tickets))


def _warn(file: str, place: str, problem: str, remedy: str) -> Complaint:
    return Complaint(file, place, problem, remedy, warning=True)


def _keywords(directory: Directory) -> Iterator[tuple[str, Matter, Keyword]]:
    for matter in directory.matters:
        for index, keyword in enumerate(matter.keywords):
            yield f"{matter.id}.keywords[{index}]", matter, keyword


def _unreachable(directory: Directory, file: str) -> Iterator[Complaint]:
    leads = {matter.lead for matter in directory.matters if matter.keywords}
    for department in directory.departments:
        if department.id not in leads and directory.matters:
            problem = f"“{department.name}”没有任何带关键词的事项，只有点名时才会派到"
            yield _warn(file, f"departments（{department.id}）", problem, "请为它补写事项和关键词")


def _dead(directory: Directory, file: str) -> Iterator[Complaint]:
    seen: dict[tuple[str, tuple[str, ...], tuple[str, ...]], str] = {}
    for place, matter, keyword in _keywords(directory):
        words = tuple(sorted(normalise(word) for word in keyword.words))
        none = tuple(sorted(normalise(word) for word in keyword.none))
        if any(shut in word for shut in none for word in words):
            problem = f"“{keyword.label}”永远不会命中：none中的词就在关键词里"
            yield _warn(file, place, problem, "请改正none")
        if any(one != other and one in other for one in words for other in words):
            problem = f"“{keyword.label}”中一个词包含另一个，短的那个没有作用"
            yield _warn(file, place, problem, "请删去短的词")
        if (matter.id, words, none) in seen:
            problem = f"“{keyword.label}”与{seen[matter.id, words, none]}重复"
            yield _warn(file, place, problem, "请删去其中一个")
        seen.setdefault((matter.id, words, none), place)


def _contradictions(directory: Directory, file: str) -> Iterator[Complaint]:
    owners: dict[tuple[str, ...], list[tuple[str, Matter, Keyword]]] = defaultdict(list)
    for place, matter, keyword in _keywords(directory):
        if keyword.weight >= HEAVY and not keyword.none:
            owners[tuple(sorted(normalise(word) for word in keyword.words))].append((place, matter, keyword))
    for rows in owners.values():
        leads = {matter.lead for _, matter, _ in rows}
        if len(leads) > 1:
            places = "、".join(place for place, _, _ in rows[1:])
            problem = f"“{rows[0][2].label}”同样有力地指向{len(leads)}个部门，另见{places}"
            yield _warn(file, rows[0][0], problem, "请降低其中一处的权重，或改用组合词")


def _misleading(directory: Directory, file: str, tickets: list[Labelled]) -> Iterator[Complaint]:
    if not tickets:
        return
    texts = [normalise(f"{one.title}\n{one.text}") for one in tickets]
    names = {one.id: {one.id, one.name, *one.aliases} for one in directory.departments}
    for place, matter, keyword in _keywords(directory):
        if keyword.weight < HEAVY:
            continue
        words = [normalise(word) for word in keyword.words]
        hits = [one for one, text in zip(tickets, texts, strict=True) if all(word in text for word in words)]
        right = sum(bool(names[matter.lead] & set(one.rightful)) for one in hits)
        if len(hits) >= MISLEADING_FROM and right < MISLEADING_SHARE * len(hits):
            other = Counter(one.department for one in hits).most_common(1)[0][0]
            problem = f"“{keyword.label}”出现在{len(hits)}件工单里，只有{right}件属于该部门，多数归{other}"
            yield _warn(file, place, problem, "请降低权重、加限制词或移到别的事项")
