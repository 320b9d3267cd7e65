"""장을 실행하고, 저장소에 실을 모양으로 다듬는다.

    python book/_scripts/run_notebooks.py                   # 바뀐 장만, _toc.yml의 순서대로
    python book/_scripts/run_notebooks.py book/01_*.ipynb   # 적은 것만
    python book/_scripts/run_notebooks.py --all

다듬는다는 것은 같은 원고에서 언제나 같은 파일이 나오게 하는 일이다: 셀 번호는 1부터,
셀의 이름표(id)는 내용에서 정하고, 실행 시각과 위젯 상태는 남기지 않는다. _config.yml에 저장소의
주소가 있으면 Colab에서 책을 받아 오는 셀이 맨 앞에 든다.
"""

import argparse
import copy
import hashlib
import subprocess
import sys
from pathlib import Path

import nbformat
import yaml
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError
from nbformat.v4 import new_code_cell

ROOT = Path(__file__).resolve().parents[2]
# 한 장은 30초 안에 돌아야 한다. 느린 기계를 헤아려 셀마다 이만큼 기다린다.
CELL_SECONDS = 120
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# 실행할 때의 사정이 담기는 것은 남기지 않는다.
CELL_METADATA = {"tags", "mystnb", "jupyter", "editable", "deletable"}
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
# Colab은 노트북 한 장만 여므로 lib도 자료도 없다. 책의 다른 곳에서는 아무 일도 하지 않는다.
COLAB_TAGS = ["remove-cell", "colab"]
COLAB = """\
# Colab에서 열었다면 책을 통째로 받아 lib을 설치한다.
import sys

if "google.colab" in sys.modules:
    !git clone -q --depth 1 --branch {branch} {address} /content/book
    %cd -q /content/book/book
    %pip install -q .."""


def chapters():
    """_toc.yml에 적힌 노트북을 순서대로 돌려준다."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    names = [toc["root"]] + [
        chapter["file"] for part in toc["parts"] for chapter in part["chapters"]
    ]
    paths = [ROOT / f"{name}.ipynb" for name in names]
    return [path for path in paths if path.exists()]


def changed(paths):
    """마지막 커밋과 달라졌거나 아직 실행하지 않은 것만 고른다."""
    status = subprocess.run(
        ["git", "status", "--porcelain", "-uall", "-z", "--", "book"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    touched = {ROOT / line[3:] for line in status.split("\0") if line}
    return [path for path in paths if path in touched or problems(read(path))]


def read(path):
    return nbformat.read(path, as_version=4)


def repository(config=ROOT / "_config.yml"):
    """저장소의 (주소, 가지). 주소를 적지 않았으면 None."""
    sphinx = yaml.safe_load(config.read_text(encoding="utf-8"))["sphinx"]["config"]
    options = sphinx["html_theme_options"]
    if address := options.get("repository_url"):
        return address, options.get("repository_branch", "main")
    return None


def is_for_colab(cell):
    return "colab" in cell.metadata.get("tags", [])


def set_colab(notebook, place):
    """맨 앞의 Colab 셀을 저장소의 주소에 맞춘다. 주소가 없으면(None) 뺀다."""
    cells = [cell for cell in notebook.cells if not is_for_colab(cell)]
    if place:
        address, branch = place
        source = COLAB.format(address=address, branch=branch)
        cells.insert(0, new_code_cell(source, metadata={"tags": COLAB_TAGS}))
    notebook.cells = cells


def cell_ids(notebook):
    """셀마다 내용의 해시를 이름표로 준다. 같은 내용이 되풀이되면 뒤의 것에 번호를 붙인다."""
    seen = {}
    ids = []
    for cell in notebook.cells:
        name = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:8]
        seen[name] = seen.get(name, 0) + 1
        ids.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return ids


def fold(cell):
    """책에서 접히는 셀은 JupyterLab에서도 접혀 있게 한다."""
    tags = set(cell.metadata.get("tags", []))
    jupyter = {}
    if tags & {"hide-input", "hide-cell"}:
        jupyter["source_hidden"] = True
    if tags & {"hide-output", "hide-cell"}:
        jupyter["outputs_hidden"] = True
    if jupyter:
        cell.metadata["jupyter"] = jupyter
    else:
        cell.metadata.pop("jupyter", None)


def normalize(notebook):
    """실행된 노트북을 저장소에 실을 모양으로 바꾼다."""
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    notebook.cells = [cell for cell in notebook.cells if cell.source.strip()]
    number = 0
    for cell, name in zip(notebook.cells, cell_ids(notebook), strict=True):
        cell.id = name
        cell.metadata = nbformat.from_dict(
            {key: value for key, value in cell.metadata.items() if key in CELL_METADATA}
        )
        if cell.cell_type != "code":
            continue
        number += 1
        cell.execution_count = number
        fold(cell)
        for output in cell.outputs:
            if "execution_count" in output:
                output.execution_count = number
            if "data" in output:
                # 위젯의 모델은 저장하지 않으므로 그것을 가리키는 것도 남기지 않는다.
                output.data.pop(WIDGET_VIEW, None)
    return notebook


def problems(notebook):
    """저장소에 실을 모양과 다른 점을 글로 돌려준다."""
    found = []
    expected = copy.deepcopy(notebook)
    set_colab(expected, repository())
    if [cell.source for cell in expected.cells] != [cell.source for cell in notebook.cells]:
        found.append("Colab 셀이 _config.yml의 저장소 주소와 맞지 않습니다")
    if notebook.metadata != METADATA:
        found.append("노트북 메타데이터에 kernelspec과 language_info 말고 다른 것이 있습니다")
    if [cell.get("id") for cell in notebook.cells] != cell_ids(notebook):
        found.append("셀의 이름표(id)가 내용과 맞지 않습니다")
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if [cell.execution_count for cell in code] != list(range(1, len(code) + 1)):
        found.append("셀이 1번부터 차례로 실행되어 있지 않습니다")
    for number, cell in enumerate(code, 1):
        if set(cell.metadata) - CELL_METADATA:
            found.append(f"{number}번 셀의 메타데이터에 실행할 때의 기록이 남아 있습니다")
        for output in cell.outputs:
            if output.output_type == "error":
                found.append(f"{number}번 셀의 출력이 오류입니다: {output.ename}")
            if WIDGET_VIEW in output.get("data", {}):
                found.append(f"{number}번 셀의 출력에 위젯의 모델 번호가 있습니다")
    return found


def run(path):
    notebook = read(path)
    set_colab(notebook, repository())
    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        kernel_name="python3",
        store_widget_state=False,
        record_timing=False,
        coalesce_streams=True,  # print마다 나뉘지 않고 한 덩어리로 싣는다
        # 커널이 켜질 때마다 찍는 알림은 감추고 오류만 남긴다.
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute()
    nbformat.write(normalize(notebook), path)


def main():
    parser = argparse.ArgumentParser(description="장을 실행하고 저장소에 실을 모양으로 다듬는다.")
    parser.add_argument("paths", nargs="*", type=Path, metavar="장", help="없으면 바뀐 장만")
    parser.add_argument("--all", action="store_true", help="모든 장")
    options = parser.parse_args()
    paths = [path.resolve() for path in options.paths]
    if not paths:
        paths = chapters() if options.all else changed(chapters())
    if not paths:
        print("바뀐 장이 없습니다.")
    failed = 0
    for path in paths:
        try:
            run(path)
        except (CellExecutionError, CellTimeoutError) as error:
            print(error, file=sys.stderr)
            print(f"{path.name}: 실행하지 못했습니다. 파일은 그대로입니다.", file=sys.stderr)
            failed += 1
        else:
            print(f"{path.name}: 실행했습니다.")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
