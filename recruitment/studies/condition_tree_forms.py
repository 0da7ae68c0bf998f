"""The builder of "who may come": a tree of small forms, read from what a browser sends and written back.

Every node is named by its place: the outermost group is `c`, its second condition `c-1`. After each step the whole
tree is read, changed and drawn again, so it works without scripts; htmx only spares the page load.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from recruitment.studies.condition_forms import ANSWER, ConditionForm, form_for

ROOT = "c"
JOINS = (
    ("all", _("all of these are true")),
    ("any", _("at least one of these is true")),
    ("none", _("none of these is true")),
)
# Beyond these nobody finds the way any more.
MOST_CHILDREN = 20
DEEPEST = 3
LONGEST_COUNT = 4  # digits


@dataclass
class Leaf:
    kind: str = ""
    raw: dict[str, list[str]] = field(default_factory=dict)
    path: str = ""
    form: ConditionForm | None = None
    is_group = False

    def placed(self, path: str, *, depth: int = 0) -> Leaf:
        """Give the condition its place, and the form that shows it."""
        self.path = path
        raw = self.raw if self.raw.get("for") == [self.kind] else self._usual_values()
        data = MultiValueDict({f"{path}-{name}": values for name, values in raw.items()})
        self.form = form_for(self.kind, prefix=path, data=data)
        return self

    def _usual_values(self) -> dict[str, list[str]]:
        """Return the values with which a kind starts that was just chosen."""
        form = form_for(self.kind)
        usual = {} if form is None else {name: each.initial for name, each in form.fields.items()}
        return {"holds": ["yes"], **{name: [str(value)] for name, value in usual.items() if value is not None}}

    @property
    def is_turned_round(self) -> bool:
        return self.raw.get("holds") == ["no"]

    def node(self) -> dict[str, Any] | None:
        return self.form.node() if self.form is not None and self.form.is_valid() else None


@dataclass
class Group:
    join: str = "all"
    children: list[Leaf | Group] = field(default_factory=list)
    path: str = ""
    may_grow: bool = True
    may_deepen: bool = True
    joins = JOINS
    is_group = True

    def placed(self, path: str = ROOT, *, depth: int = 0) -> Group:
        self.path, self.may_grow = path, len(self.children) < MOST_CHILDREN
        self.may_deepen = self.may_grow and depth + 1 < DEEPEST
        for n, child in enumerate(self.children):
            child.placed(f"{path}-{n}", depth=depth + 1)
        return self

    @property
    def join_label(self) -> str:
        return str(dict(JOINS)[self.join])

    def node(self) -> dict[str, Any] | None:
        """Return the tree as plain JSON, None while some condition is not filled in."""
        nodes = [child.node() for child in self.children]
        if None in nodes or (not nodes and self.join == "any"):
            return None
        return {"not": {"any": nodes}} if self.join == "none" and nodes else {_plain_join(self.join): nodes}


def read_tree(data: QueryDict) -> Group:
    """Return the tree that a browser sent."""
    return _read_group(data, ROOT, 0)


def change(root: Group, step: str) -> None:
    """Do what a button asks for, such as `condition:c-0`: add a condition or a group there, or remove what is there."""
    what, _colon, path = step.partition(":")
    if what == "remove" and path != ROOT:
        above, _dash, last = path.rpartition("-")
        group = _group_at(root, above)
        if group is not None and last.isdecimal() and int(last) < len(group.children):
            del group.children[int(last)]
    group = _group_at(root, path)
    if group is not None and len(group.children) < MOST_CHILDREN:
        if what == "condition":
            group.children.append(Leaf())
        elif what == "group" and path.count("-") + 1 < DEEPEST:
            group.children.append(Group("any", [Leaf()]))


def tree_of(node: Mapping[str, Any]) -> Group:
    """Return the forms that show saved conditions."""
    drawn = _drawn(node) if node else Group()
    return drawn if isinstance(drawn, Group) else Group("all", [drawn])


def _read_group(data: QueryDict, path: str, depth: int) -> Group:
    said = data.get(f"{path}-n", "")[:LONGEST_COUNT]
    n_children = min(int(said), MOST_CHILDREN) if said.isdecimal() else 0
    join = data.get(f"{path}-join", "all")
    group = Group(join if join in dict(JOINS) else "all")
    for n in range(n_children):
        below = f"{path}-{n}"
        if f"{below}-n" in data and depth + 1 < DEEPEST:
            group.children.append(_read_group(data, below, depth + 1))
        else:
            raw = {
                name.removeprefix(f"{below}-"): values for name, values in data.lists() if name.startswith(f"{below}-")
            }
            group.children.append(Leaf(data.get(f"{below}-kind", ""), raw))
    return group


def _group_at(root: Group, path: str) -> Group | None:
    first, *steps = path.split("-")
    node: Leaf | Group = root
    for step in steps:
        if not (isinstance(node, Group) and step.isdecimal() and int(step) < len(node.children)):
            return None
        node = node.children[int(step)]
    return node if first == ROOT and isinstance(node, Group) else None


def _drawn(node: Mapping[str, Any]) -> Leaf | Group:
    if "is" in node:
        return _leaf(node, holds="yes")
    if "not" in node:
        below = node["not"]
        if "is" in below:
            return _leaf(below, holds="no")
        return Group("none", [_drawn(child) for child in below["any"]] if "any" in below else [_drawn(below)])
    join, children = next(iter(node.items()))
    return Group(join, [_drawn(child) for child in children])


def _leaf(node: Mapping[str, Any], *, holds: str) -> Leaf:
    kind = ANSWER + node["field"] if "field" in node else node["is"]
    names = {"from": "lowest", "to": "highest"}
    raw = {"kind": [kind], "for": [kind], "holds": [holds]}
    for name, value in node.items():
        if name not in {"is", "field"}:
            raw[names.get(name, name)] = [str(each) for each in value] if isinstance(value, list) else [str(value)]
    return Leaf(kind, raw)


def _plain_join(join: str) -> str:
    return "any" if join == "any" else "all"
