"""감쇠 견주기의 파이썬 쪽: 두 감쇠가 같은 때와 갈리는 때."""

import numpy as np
import pytest

from lib.widgets import DecayExplorer


def test_sgd_has_one_decay():
    figure = DecayExplorer("SGD", seed=3)
    (coupled, a), (decoupled, b) = figure.run("coupled"), figure.run("decoupled")
    np.testing.assert_allclose(coupled, decoupled, rtol=1e-12)
    np.testing.assert_array_equal(a, b)


def test_no_decay_no_difference():
    figure = DecayExplorer("Adam", weight_decay=0.0)
    np.testing.assert_array_equal(figure.run("coupled")[0], figure.run("decoupled")[0])


def test_sgd_ends_at_the_ridge_solution():
    figure = DecayExplorer("SGD", noise=0.0, ratio=4.0, lr=0.1)
    np.testing.assert_allclose(figure.run("coupled")[0][-1], figure.ridge, rtol=1e-6)


def test_adam_with_l2_forgets_the_steep_coordinate():
    """L2는 기울기가 큰 좌표를 거의 줄이지 않고, 떼어 낸 감쇠는 둘을 같은 만큼 줄인다."""
    for seed in range(5):
        ends = DecayExplorer("Adam", seed=seed).ends()
        assert ends["coupled"][0] > 0.85
        assert ends["coupled"][1] < 0.35
        assert abs(ends["decoupled"][0] - ends["decoupled"][1]) < 0.1


def test_without_decay_adam_sees_one_problem():
    """기울기의 크기는 Adam의 길을 바꾸지 않는다."""
    paths = [DecayExplorer(weight_decay=0.0, ratio=r).run("coupled")[0] for r in (1, 900)]
    np.testing.assert_allclose(*paths, rtol=1e-5)


def test_strength():
    figure = DecayExplorer("Adam", ratio=100.0)
    coupled, decoupled = (figure.run(form)[1][-1] for form in ("coupled", "decoupled"))
    assert coupled[0] < 0.5 < coupled[1]
    np.testing.assert_array_equal(decoupled, 0.5)


def test_divergence_is_said():
    figure = DecayExplorer("SGD", lr=10.0, ratio=1000.0)
    assert len(figure.run("coupled")[0]) < figure.steps
    assert "발산" in figure.description
    figure._repr_mimebundle_()


def test_picture_and_page():
    data, _ = DecayExplorer()._repr_mimebundle_()
    assert 'data-figure="decay"' in data["text/html"]
    assert DecayExplorer().to_html() == DecayExplorer().to_html()
    DecayExplorer("SGD", weight_decay=0)._repr_mimebundle_()


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda: DecayExplorer("RMSProp"), "method='RMSProp'"),
        (lambda: DecayExplorer(weight_decay=-1), "weight_decay=-1"),
        (lambda: DecayExplorer(lr=0), "lr=0"),
        (lambda: DecayExplorer(ratio=0.5), "ratio=0.5"),
        (lambda: DecayExplorer(noise=3), "noise=3"),
        (lambda: DecayExplorer(start=(1,)), "start"),
        (lambda: DecayExplorer().run("L2"), "form='L2'"),
    ],
)
def test_wrong_values(act, words):
    with pytest.raises(ValueError, match=words):
        act()
