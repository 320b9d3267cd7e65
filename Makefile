# make book      책을 만든다 → _build/html/index.html
# make test      모든 시험
# make lab       JupyterLab으로 장을 연다
# make serve     만든 책을 이 컴퓨터에서 본다 (PORT=8000)
# make notebooks 바뀐 장을 실행하고 다듬는다
# make pdf       책 한 권의 PDF를 만든다 → _build/html/book.pdf
# make clean     만든 것을 지운다
#
# 가상환경은 .venv에 저절로 생긴다. 다른 파이썬을 쓰려면: make book PYTHON=/길/python3.12

VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
JOBS ?= logical
PYTHON ?=

INSTALL_FAILED = { echo "설치하지 못했습니다. 위의 까닭을 보십시오. 처음 한 번은 인터넷이 필요합니다." >&2; exit 1; }

.DEFAULT_GOAL := book
.PHONY: book test lab serve notebooks pdf clean

book: $(VENV)/.book
	@$(BIN)/python book/_scripts/build_book.py

test: $(VENV)/.tests
	@$(BIN)/ruff check -q . || { echo "ruff check가 찾은 것을 고쳐야 합니다." >&2; exit 1; }
	@$(BIN)/ruff format -q --check . || { echo "모양이 다릅니다. $(BIN)/ruff format . 으로 맞출 수 있습니다." >&2; exit 1; }
	@$(BIN)/python -m pytest -n $(JOBS) --dist worksteal -q

lab: $(VENV)/.book
	@$(BIN)/jupyter lab --notebook-dir=book

serve: book
	@echo "http://localhost:$(PORT)/ 에서 봅니다. 그만두려면 Ctrl+C."
	@$(BIN)/python -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html >/dev/null 2>&1 \
	  || echo "포트 $(PORT)를 열지 못했습니다. make serve PORT=8001 처럼 다른 번호를 써 보십시오." >&2

notebooks: $(VENV)/.book
	@$(BIN)/python book/_scripts/run_notebooks.py

pdf: $(VENV)/.tests
	@$(BIN)/python book/_scripts/make_pdf.py

clean:
	rm -rf _build

# 요구 사항이 바뀌면 다시 설치한다.
$(VENV)/.created:
	@sh book/_scripts/venv.sh $(VENV) "$(PYTHON)"
	@touch $@

$(VENV)/.book: requirements.txt pyproject.toml | $(VENV)/.created
	@echo "책에 드는 것을 설치합니다. 처음에는 몇 분 걸립니다."
	@$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.txt || $(INSTALL_FAILED)
	@touch $@

$(VENV)/.tests: tests/requirements.txt requirements.txt pyproject.toml | $(VENV)/.created
	@echo "시험에 드는 것을 설치합니다. 처음에는 몇 분 걸립니다."
	@$(BIN)/python -m pip install -q --disable-pip-version-check -r tests/requirements.txt || $(INSTALL_FAILED)
	@touch $(VENV)/.book $@
