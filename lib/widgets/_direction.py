"""방향 다이얼: 한 점에서 방향을 돌리며 그 방향의 변화율을 잰다."""

import numpy as np

from lib import _checks, plotting
from lib.landscapes import LANDSCAPES
from lib.widgets import _check as check
from lib.widgets._figure import Checked, Figure

ORANGE = "#b3470a"


class DirectionDial(Figure):
    """점과 방향을 끌어 방향 미분계수를 읽는 그림.

    landscape: 지형의 이름이나 책의 `Landscape`. point: 점(없으면 지형이 권하는 곳).
    angle: 방향의 각도(도, 0 ≤ angle ≤ 360). landscapes: 고를 수 있는 지형의 이름.
    target: 참이면 가장 가까운 최솟값 쪽을 그리고 −∇f가 거기서 몇 도 빗나가는지 말한다.
    trait: landscape, point, angle, target.
    """

    figure = "direction"
    fields = ("angle", "landscape", "landscapes", "point", "target")
    usual = {"target": False}  # noqa: RUF012 - 바꾸지 않는다

    landscape = Checked(
        lambda figure, value: _computable(check.landscape(figure, value)),
        send=check.send_landscape,
        receive=check.receive_landscape,
    )
    landscapes = Checked(check.names("landscapes", LANDSCAPES), ())
    point = Checked(check.point("point"), (0.0, 0.0))
    angle = Checked(check.number("angle", 0, 360), 30.0)
    target = Checked(lambda figure, value: _checks.flag("target", value), False)

    def __init__(
        self,
        landscape="ravine",
        *,
        point=None,
        angle=30.0,
        target=False,
        landscapes=None,
        caption="",
        alt="",
    ):
        ground = _computable(check.landscape(None, landscape))
        super().__init__(
            landscape=ground,
            landscapes=() if landscapes is None else landscapes,
            point=ground.start if point is None else point,
            angle=angle,
            target=target,
            caption=caption,
            alt=alt,
        )
        self.observe(self._follow_landscape, "landscape")

    def _follow_landscape(self, change):
        if change.old.name != change.new.name and "point" not in self.told:
            self.point = change.new.start

    @property
    def astray(self):
        """−∇f와 가장 가까운 최솟값 쪽 사이의 각(도). 기울기가 0이거나 최솟값 위면 None."""
        g = self.landscape.grad(self.point)
        away = np.asarray(self.landscape.minima) - self.point
        home = min(away, key=np.linalg.norm)
        if not g.any() or not home.any():
            return None
        turn = np.arctan2(home[1], home[0]) - np.arctan2(-g[1], -g[0])
        return float(abs(np.rad2deg((turn + np.pi) % (2 * np.pi) - np.pi)))

    def _slopes(self, degrees):
        phi = np.deg2rad(degrees)
        g = self.landscape.grad(self.point)
        return g[0] * np.cos(phi) + g[1] * np.sin(phi)

    def describe(self):
        x, y = self.point
        size = np.linalg.norm(self.landscape.grad(self.point))
        astray = self.astray if self.target else None
        aside = "" if astray is None else f" −∇f는 최솟값 쪽에서 {astray:.3g}도 빗나간다."
        return (
            f"{self.landscape.title} 지형의 점 ({x:g}, {y:g})에서 {self.angle:g}도 방향과, "
            "각도에 따른 방향 미분계수를 그린 그림. "
            f"이 방향의 변화율은 {self._slopes(self.angle):.4g}, 기울기의 크기는 {size:.4g}이다."
            f"{aside}"
        )

    def draw(self, picture):
        left, right = picture.subplots(1, 2, width_ratios=(1.25, 1))
        plotting.plot_contour(self.landscape, ax=left)
        (x0, x1), _ = self.landscape.domain
        g = self.landscape.grad(self.point)
        heading = np.rad2deg(np.arctan2(g[1], g[0])) % 360
        for degrees, color, share in ((heading, ORANGE, 0.12), (self.angle, "#222222", 0.16)):
            phi = np.deg2rad(degrees)
            tip = np.array([np.cos(phi), np.sin(phi)]) * share * (x1 - x0)
            left.annotate(
                "",
                xy=self.point + tip,
                xytext=self.point,
                arrowprops={"arrowstyle": "->", "color": color, "linewidth": 2},
            )
        if self.target:
            home = min(
                self.landscape.minima, key=lambda p: np.linalg.norm(np.subtract(p, self.point))
            )
            left.plot(*np.transpose([self.point, home]), ":", color="#00675b")
        left.plot(*self.point, "o", color="#222222")

        degrees = np.linspace(0, 360, 121)
        right.plot(degrees, self._slopes(degrees), color="#222222")
        right.axvline(heading, color=ORANGE, linestyle="--", label="기울기의 방향")
        right.plot(self.angle, self._slopes(self.angle), "o", color="#222222")
        right.set(xlabel="방향의 각도 (°)", ylabel="방향 미분계수", xticks=range(0, 361, 90))
        right.legend()

    def __repr__(self):
        x, y = self.point
        return f"DirectionDial({self.landscape.name!r}, point=({x:g}, {y:g}), angle={self.angle:g})"


def _computable(landscape):
    if not check.is_known(landscape):
        raise ValueError(
            f"landscape={landscape.name!r}: 방향 다이얼은 모든 점에서 기울기를 재므로 책의 "
            f"지형만 됩니다. 쓸 수 있는 이름은 {', '.join(LANDSCAPES)}입니다."
        )
    return landscape
