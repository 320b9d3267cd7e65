"""그림의 접근성을 axe-core로 잰다: 그림마다, 밝은 화면과 어두운 화면, 폰과 데스크톱."""

import pytest
import test_widgets
from test_widgets import settle

from lib.landscapes import ravine
from lib.widgets import (
    DecayExplorer,
    DescentExplorer,
    DirectionDial,
    LandscapeExplorer,
    MomentExplorer,
    RegressionExplorer,
    ScheduleDesigner,
    SecantExplorer,
    StabilityMap,
    TrainingViewer,
)

show = test_widgets.show

# 저마다 부품이 가장 많이 보이는 꼴
FIGURES = {
    "landscape": lambda: LandscapeExplorer(
        ravine(condition=20),
        ["GD", "Momentum", "Adam"],
        landscapes=["ravine", "bowl"],
        steps=60,
        step=37,
        selected="Adam",
        panels=("calculation", "inside"),
        caption="설명",
    ),
    "race": lambda: LandscapeExplorer("ravine", "all", race=True),
    "secant": lambda: SecantExplorer("cubic", curves=["cubic", "sine"]),
    "descent": lambda: DescentExplorer("square", lr=1.1, curves=["square", "double_well"]),
    "direction": lambda: DirectionDial("ravine", landscapes=["ravine", "saddle"]),
    "regression": lambda: RegressionExplorer(batch_size=1),
    "stability": lambda: StabilityMap(condition=30),
    "moments": lambda: MomentExplorer("noisy", view="rate"),
    "decay": DecayExplorer,
    "schedule": lambda: ScheduleDesigner("drawn", warmup=10),
    "training": TrainingViewer,
}
BODY = "<main><h1>그림</h1>{}</main>"
# 책의 테마가 까는 바탕과 글의 색
THEMES = {"light": ("#fff", "#222832"), "dark": ("#14181e", "#ced6dd")}
PAINT = """([theme, paper, ink]) => {
    const { dataset, style } = document.documentElement;
    dataset.theme = theme;
    style.setProperty("--pst-color-background", paper);
    Object.assign(style, { background: paper, color: ink });
}"""
VIOLATIONS = """async () => {
    const { violations, passes } = await axe.run(document, { resultTypes: ["violations"] });
    const told = violations.flatMap(({ id, help, nodes }) =>
        nodes.map(({ html, any }) => [id, help, html.slice(0, 200), any[0]?.message]));
    return { told, passes: passes.length };
}"""


@pytest.fixture(scope="session")
def axe(node_modules):
    return (node_modules / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FIGURES)
def test_no_violations(show, axe, name):
    page = show(body=BODY.format(FIGURES[name]().to_html()), quiet=False)
    page.wait_for_selector(".of-root svg path", state="attached")
    page.evaluate(axe)
    for theme, colors in THEMES.items():
        page.evaluate(PAINT, [theme, *colors])
        for width in (360, 900):
            page.set_viewport_size({"width": width, "height": 900})
            settle(page)
            result = page.evaluate(VIOLATIONS)
            assert result["told"] == [], f"{theme}, {width}픽셀"
            assert result["passes"] > 10
