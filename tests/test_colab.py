"""저장소의 주소를 적으면 Colab에서도 장이 처음부터 끝까지 돈다."""

import subprocess
import sysconfig
import venv
from pathlib import Path

import pytest
import run_notebooks
from nbformat.v4 import new_code_cell, new_notebook

ROOT = Path(__file__).resolve().parents[1]
PLACE = ("https://github.com/someone/book", "main")


def test_cell_comes_with_the_address_and_goes_without():
    notebook = new_notebook(cells=[new_code_cell("1 + 1")])
    for place in (PLACE, ("https://github.com/other/book", "main"), ("x", "dev")):
        run_notebooks.set_colab(notebook, place)
        first, second = notebook.cells
        assert f"--branch {place[1]} {place[0]} " in first.source
        assert "remove-cell" in first.metadata.tags
        assert second.source == "1 + 1"
    run_notebooks.set_colab(notebook, None)
    assert [cell.source for cell in notebook.cells] == ["1 + 1"]


@pytest.mark.parametrize(
    ("options", "place"),
    [
        ("{toc_title: 차례}", None),
        ("{repository_url: https://github.com/someone/book}", PLACE),
        ("{repository_url: u, repository_branch: dev}", ("u", "dev")),
    ],
)
def test_address_is_read_from_the_settings(tmp_path, options, place):
    config = tmp_path / "_config.yml"
    config.write_text(f"sphinx: {{config: {{html_theme_options: {options}}}}}", encoding="utf-8")
    assert run_notebooks.repository(config) == place


def test_wrong_cell_is_a_problem(monkeypatch):
    notebook = run_notebooks.read(run_notebooks.chapters()[1])
    monkeypatch.setattr(run_notebooks, "repository", lambda: PLACE)
    assert any("Colab" in text for text in run_notebooks.problems(notebook))


@pytest.fixture
def bare_python(tmp_path):
    """Colab처럼 NumPy와 Matplotlib은 있으나 이 책의 lib은 없는 파이썬."""
    venv.create(tmp_path / "bare", with_pip=True)
    base = {"base": str(tmp_path / "bare"), "platbase": str(tmp_path / "bare")}
    # .pth가 가리키는 폴더의 .pth는 읽히지 않으므로, 고쳐 쓸 수 있게 깔린 lib은 따라오지 않는다.
    paths = Path(sysconfig.get_path("purelib", vars=base)) / "packages.pth"
    paths.write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return Path(sysconfig.get_path("scripts", vars=base)) / "python"


def test_bare_session_gets_lib_and_data(tmp_path, bare_python):
    """아무것도 없는 곳에서 첫 셀이 책을 받아 설치하고, 다음 셀이 lib과 자료를 읽는다."""
    content = tmp_path / "content"
    first = run_notebooks.COLAB.format(address=ROOT.as_uri(), branch="HEAD")
    script = tmp_path / "session.ipy"
    script.write_text(
        "import sys, types\n"
        "sys.modules['google.colab'] = types.ModuleType('google.colab')\n"
        + first.replace("/content", str(content)).replace("--branch HEAD ", "")
        + "\nfrom pathlib import Path\nimport lib.optimizers\n"
        "print(Path(lib.optimizers.__file__).is_relative_to(sys.prefix))\n"
        "print(Path('_data/adam.json').exists())\n",
        encoding="utf-8",
    )
    command = [bare_python, "-c", "import lib"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True).returncode == 1
    command = [bare_python, "-m", "IPython", "--no-banner", script]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.split()[-2:] == ["True", "True"], done.stdout + done.stderr
