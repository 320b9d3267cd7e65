"""11장의 고르는 그림 book/_static/decision_chart.svg를 그린다. 색은 lib.plotting의 것을 쓴다.

    python book/_scripts/decision_chart.py

화살표의 번호는 11장의 근거 목록과 같다. 바꾸면 다시 실행해야 하며,
tests/test_record_race.py가 파일이 최신인지 견준다.
"""

from pathlib import Path

from lib.plotting import STYLES

TARGET = Path(__file__).resolve().parents[1] / "_static" / "decision_chart.svg"
HEAD = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 690" role="img" \
aria-labelledby="title desc">
<title id="title">첫 옵티마이저를 고르는 그림</title>
<desc id="desc">{desc}</desc>
<style>
  text {{ font-family: Pretendard, "Apple SD Gothic Neo", "Noto Sans KR", "Malgun Gothic", \
NanumGothic, sans-serif; fill: #222; font-size: 14px; }}
  .name {{ font-weight: 700; text-anchor: middle; }}
  .ask {{ text-anchor: middle; }}
  .mark {{ font-weight: 700; fill: #8a3b00; }}
  .edge {{ fill: none; stroke: #777; stroke-width: 1.6; marker-end: url(#arrow); }}
</style>
<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" \
orient="auto"><path d="M0 0 8 4 0 8z" fill="#777"/></marker></defs>
"""
# (물음 두 줄, 「예」의 근거 번호, 색을 빌릴 이름, 답의 두 줄, 「아니요」의 근거 번호)
STEPS = (
    (("기울기에 잡음이 없고", "볼록하며 곡률을 아는가"), "①", "NAG", ("NAG", "η와 μ는 계산"), "②"),
    (("자료가 성기고", "짧게 배우는가"), "③", "AdaGrad", ("AdaGrad", "η만 조율"), "④"),
    (("조율을 몇 번밖에", "못 하는가"), "⑤", "Adam", ("Adam", "η 넷부터"), "⑥"),
    (("훈련은 되는데", "시험에서 지는가"), "⑦", "AdamW", ("AdamW", "η와 λ를 함께"), "⑧"),
)
LAST = ("둘 다 조율해 견준다", "모멘텀·NAG와 Adam")
LEFT, RIGHT, TOP, GAP = 100, 298, 12, 140


def words(x, y, lines, kind):
    return [
        f'<text x="{x}" y="{y + 20 * row}" class="{kind}">{line}</text>'
        for row, line in enumerate(lines)
    ]


def svg():
    lines, told = [], []
    for row, (ask, yes, key, answer, no) in enumerate(STEPS):
        y = TOP + GAP * row
        lines += [
            f'<rect x="6" y="{y}" width="188" height="62" rx="31" fill="#fff" stroke="#777" '
            'stroke-width="1.6"/>',
            *words(LEFT, y + 27, ask, "ask"),
            f'<path d="M194 {y + 31}H240" class="edge"/>',
            f'<text x="202" y="{y + 23}" class="mark">예{yes}</text>',
            f'<rect x="242" y="{y}" width="112" height="62" rx="8" fill="#fff" '
            f'stroke="{STYLES[key].color}" stroke-width="2.4"/>',
            *words(RIGHT, y + 27, answer[:1], "name"),
            *words(RIGHT, y + 47, answer[1:], "ask"),
            f'<path d="M{LEFT} {y + 62}V{y + GAP - 2}" class="edge"/>',
            f'<text x="{LEFT + 10}" y="{y + 105}" class="mark">아니요 {no}</text>',
        ]
        told.append(
            f"{' '.join(ask)}: 예면 {answer[0]}({answer[1]}), 근거 {yes}. 아니요면 근거 {no}."
        )
    y = TOP + GAP * len(STEPS)
    lines += [
        f'<rect x="6" y="{y}" width="188" height="62" rx="8" fill="#fff" '
        f'stroke="{STYLES["Momentum"].color}" stroke-width="2.4"/>',
        *words(LEFT, y + 27, LAST[:1], "name"),
        *words(LEFT, y + 47, LAST[1:], "ask"),
        *words(LEFT + 80, y + 88, ("번호마다의 근거는 아래 목록에",), "ask"),
    ]
    told.append(f"모두 아니요면 {LAST[1]}, {LAST[0]}.")
    return HEAD.format(desc=" ".join(told)) + "\n".join(lines) + "\n</svg>\n"


if __name__ == "__main__":
    TARGET.write_text(svg(), encoding="utf-8")
