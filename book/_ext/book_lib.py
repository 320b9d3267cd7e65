"""lib의 공개된 이름과 서명과 docstring을 읽는다. book_appendix가 레퍼런스를 만드는 데 쓴다."""

import ast
import dataclasses
import functools
import importlib
import inspect
import pkgutil
import re
import textwrap
from pathlib import Path

import lib

# 식의 줄: 화살표가 있거나 '이름 = …'으로 시작한다.
FORMULA = re.compile(r"←|^\S+ = ")
PARAMETER = re.compile(r"^(?:[A-Za-z_]\w*(?:, [A-Za-z_]\w*)*|반환): ")
EXPONENT = re.compile(r"e-0(\d)")


def modules():
    """공개된 모듈의 이름들."""
    return [
        f"lib.{found.name}"
        for found in pkgutil.iter_modules(lib.__path__)
        if not found.name.startswith("_")
    ]


def module(name):
    return importlib.import_module(name)


def sources(found):
    """모듈이 바뀌었는지 알려면 지켜볼 파일들."""
    path = Path(found.__file__)
    return sorted(path.parent.glob("*.py")) if path.name == "__init__.py" else [path]


def public(found):
    """모듈이 밖에 내놓는 이름들: 클래스, 함수, 이름의 목록인 사전."""
    if hasattr(found, "__all__"):
        return list(found.__all__)
    return [name for name, value in vars(found).items() if is_public(found, name, value)]


def is_public(found, name, value):
    if name.startswith("_"):
        return False
    if isinstance(value, dict):
        return name.isupper()
    made = inspect.isclass(value) or inspect.isfunction(value)
    return made and value.__module__ == found.__name__


class Entry:
    """공개된 이름 하나, 또는 클래스의 메서드나 속성 하나(owner가 그 클래스)."""

    def __init__(self, found, name, owner=None):
        self.name, self.owner, self.module = name, owner, found
        self.value = inspect.getattr_static(owner.value, name) if owner else getattr(found, name)
        self.path = f"{owner.name}.{name}" if owner else name
        self.full_name = f"{found.__name__}.{self.path}"

    @property
    def kind(self):
        if inspect.isclass(self.value):
            return "class"
        if isinstance(self.value, dict):
            return "data"
        if isinstance(self.value, property):
            return "property"
        if isinstance(self.value, classmethod):
            return "classmethod"
        return "method" if self.owner else "function"

    @property
    def docstring(self):
        if isinstance(self.value, dict):
            return "담은 이름: " + ", ".join(f"`{name}`" for name in self.value)
        return inspect.cleandoc(self.value.__doc__ or "")

    @property
    def signature(self):
        return self.path + ("" if self.kind in ("data", "property") else f"({self.arguments()})")

    def arguments(self):
        """원고에 적힌 그대로의 인자들. 상수의 이름이 값으로 바뀌지 않는다."""
        function = getattr(self.value, "__func__", self.value)
        if inspect.isclass(self.value):
            if dataclasses.is_dataclass(self.value) or issubclass(self.value, tuple):
                return ", ".join(inspect.signature(self.value).parameters)
            function = self.value.__init__
            if not inspect.isfunction(function):
                return ""
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
        given = tree.body[0].args
        if inspect.isclass(self.value) or self.owner:
            given.args.pop(0)
        return EXPONENT.sub(r"e-\1", ast.unparse(given))

    def methods(self):
        """스스로 설명하는 메서드와 속성. 물려받은 것은 부모의 것을 본다."""
        if not inspect.isclass(self.value):
            return []
        own = [
            name
            for name, value in vars(self.value).items()
            if not name.startswith("_")
            and isinstance(value, (property, classmethod, type(is_public)))
            and value.__doc__
        ]
        return [Entry(self.module, name, self) for name in own]


def entries():
    """공개된 이름 전부."""
    return [Entry(module(name), each) for name in modules() for each in public(module(name))]


def taken_names():
    """lib 안에서 인자나 메서드의 이름이기도 해서, 홀로 적히면 무엇인지 알 수 없는 이름들."""
    names = set()
    for each in entries():
        if inspect.isclass(each.value):
            names.update(name for name in dir(each.value) if not name.startswith("_"))
        if not isinstance(each.value, dict):
            names.update(inspect.signature(each.value).parameters)
    return names


@functools.cache
def linkable():
    """글 속의 코드 → lib의 온전한 이름. 둘로 읽히는 것은 온전한 이름으로 적어야 한다."""
    found, twice = {}, taken_names()
    for each in entries():
        if each.name in found:
            twice.add(each.name)
        found[each.name] = found[each.full_name] = each.full_name
    return {text: name for text, name in found.items() if text not in twice}


def imported(code):
    """코드가 lib에서 들여온 공개된 이름들."""
    found = set()
    for name, names in re.findall(
        r"^from (lib\.\w+) import (\([^)]*\)|[^\n]*)", code, re.MULTILINE
    ):
        for each in re.findall(r"\w+", names):
            if name in modules() and each in public(module(name)):
                found.add(f"{name}.{each}")
    return sorted(found)


def is_called(full_name, code):
    """코드가 그 이름을 쓰는가. 들여오는 줄과 같은 이름을 새로 만드는 줄은 뺀다."""
    name = full_name.rpartition(".")[2]
    return bool(re.search(rf"(?<![\w.])(?<!def )(?<!class ){name}[(\[]", code))


def paragraphs(docstring):
    """docstring을 (종류, 줄들)로 나눈다. 종류: code, formula, list, text."""
    for block in re.split(r"\n\s*\n", inspect.cleandoc(docstring or "")):
        lines = block.split("\n")
        if not block.strip():
            continue
        if all(line.startswith("    ") for line in lines):
            yield "code", [line[4:] for line in lines]
        elif any(FORMULA.search(line) for line in lines[:1]):
            yield "formula", lines
        elif lines[0].startswith("- "):
            yield "list", joined(lines, lambda line: line.startswith("- "), cut=2)
        else:
            yield "text", joined(lines, PARAMETER.match)


def joined(lines, starts, cut=0):
    """이어지는 줄을 앞줄에 붙인다."""
    done = []
    for line in lines:
        if not done or starts(line):
            done.append(line[cut:] if starts(line) else line)
        else:
            done[-1] += " " + line.strip()
    return done
