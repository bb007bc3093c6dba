# The same two commands as in the README, and what a developer runs often.
.PHONY: run test lint pictures dictionary bench
run:
	python3 -m venv .venv && .venv/bin/pip install -r requirements.txt && .venv/bin/streamlit run app.py
test:
	python3 -m venv .venv && .venv/bin/pip install -r requirements-dev.txt -r requirements-ocr.txt && .venv/bin/python -m pytest -n 2 --dist worksteal
lint:
	.venv/bin/ruff check . && .venv/bin/mypy
pictures:
	NIANBAO_PICTURES=docs/pictures .venv/bin/python -m pytest tests/test_browser.py -k picture
dictionary:
	.venv/bin/python -m warehouse.dictionary
bench:
	.venv/bin/python -m bench fidelity && .venv/bin/python -m bench formats && .venv/bin/python -m bench names && .venv/bin/python -m bench ingest && .venv/bin/python -m bench storage
