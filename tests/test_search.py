"""우리말로 찾아지는가. 물음마다 처음에 나와야 할 장을 적어 두고 진짜 브라우저에서 찾아 본다."""

from urllib.parse import quote

import book_search
import build_book
import pytest
from test_site import PAGES, address, open_page, problems, site  # noqa: F401 - 함께 쓰는 준비물

# 물음 → 맨 앞에 나올 장. 조사와 어미가 붙은 것, 띄어쓰기가 다른 것, 영어, 다른 이름이 섞여 있다.
FIRST = {
    "01_derivative": (
        "미분", "미분은", "미분계수", "기울기가", "그래디언트", "편미분", "연쇄 법칙",
        "연쇄법칙으로", "chain rule", "수치 미분", "중앙 차분", "역전파를", "헤세 행렬", "도함수의",
    ),
    "02_gradient_descent": (
        "경사하강법", "경사 하강법은", "gradient descent", "조건수가 크면", "볼록 함수", "고윳값",
        "하강 보조정리", "언제 멈출까",
    ),
    "03_sgd": ("SGD", "확률적 경사하강법", "미니배치를", "배치 크기", "잡음 공", "분산"),
    "04_momentum": ("모멘텀", "모멘텀이", "momentum", "헤비볼", "임계 감쇠", "속도"),
    "05_nesterov": ("NAG", "네스테로프", "네스테로프의", "nesterov", "다시 시작하기", "가속 경사"),
    "06_adagrad": ("AdaGrad", "아다그라드", "희소", "adagrad는", "희소한 데이터"),
    "07_rmsprop": ("RMSProp", "rmsprop이", "알엠에스프롭", "이동평균"),
    "08_adam": ("Adam", "아담", "adam은", "편향 보정", "AMSGrad", "bias correction"),
    "09_adamw": ("AdamW", "가중치 감쇠", "감쇠", "weight decay", "L2 규제", "웨이트 디케이"),
    "10_schedules": ("학습률 스케줄", "학습", "워밍업", "웜업", "코사인", "스케줄러", "학습률"),
    "11_choosing": ("옵티마이저 고르기", "배치 정규화", "일반화"),
    "12_recent": ("Lion", "Muon", "AdaBelief", "라이온"),
    "13_frameworks": ("파이토치", "Keras", "Optax"),
}  # fmt: skip
QUERIES = [
    (query, chapter)
    for chapter, queries in FIRST.items()
    for query in queries
    if f"book/{chapter}.html" in PAGES
]


@pytest.fixture(scope="module")
def search_page(browser, site):  # noqa: F811
    page = browser.new_page()
    page.goto((site / "search.html").as_uri())
    yield page
    page.close()


def ask(page, query):
    # 색인은 글이 그려진 뒤에 온다.
    page.locator(".book-search__results[data-ready]").wait_for(state="attached")
    page.fill(".book-search input", query)
    return page.locator(".book-search__results > li")


@pytest.mark.parametrize(("query", "chapter"), QUERIES)
def test_finds_its_chapter_first(search_page, query, chapter):
    found = ask(search_page, query)
    link = found.first.locator("h2 a")
    assert link.get_attribute("href").endswith(f"{chapter}.html"), found.all_inner_texts()[:2]


def test_shows_the_words_where_they_stand(search_page):
    """보기글에 낱말이 표시되고, 절로 곧바로 간다."""
    first = ask(search_page, "연쇄 법칙을").first
    assert first.locator("mark").first.inner_text() in {"연쇄", "법칙"}
    link = first.locator(".book-search__hit a").first
    assert "연쇄 법칙" in link.inner_text()
    link.click()
    assert "#" in search_page.url
    search_page.go_back()


def test_says_when_nothing_is_found(search_page):
    assert ask(search_page, "없는낱말꾸러미").count() == 0
    status = search_page.locator(".book-search__count")
    assert "찾지 못했습니다" in status.inner_text()
    ask(search_page, "")
    assert "찾을 말" in status.inner_text()


def test_query_in_the_address(open_page, address):  # noqa: F811
    page = open_page(f"{address}search.html?q={quote('기울기가')}")
    page.locator(".book-search__results > li").first.wait_for()
    assert page.locator(".book-search input").input_value() == "기울기가"


def test_tails_are_cut_and_compounds_kept():
    words, tails = book_search.words_of("학습률을 낮추면 기울기가 줄어듭니다.")
    assert {"학습률", "기울기", "낮추"} <= words.keys()
    assert {"을", "가", "면"} <= tails.keys()


def test_index_holds_every_page(site):  # noqa: F811
    text = (build_book.SITE / "search-index.js").read_text(encoding="utf-8")
    assert all(f'"{page}"' in text for page in PAGES)
