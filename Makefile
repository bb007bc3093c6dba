# The same two commands as in the README, and what a developer runs often.
.PHONY: run test lint pictures dictionary bench pins
run:
	python3 -m venv .venv && .venv/bin/pip install -r requirements.txt && .venv/bin/streamlit run app.py
test:
	python3 -m venv .venv && .venv/bin/pip install -r requirements-dev.txt -r requirements-ocr.txt && .venv/bin/python -m pytest -n 2 --dist worksteal
lint:
	.venv/bin/ruff check . && .venv/bin/mypy
pictures:
	.venv/bin/python -m bench pictures
dictionary:
	.venv/bin/python -m warehouse.dictionary
bench:
	.venv/bin/python -m bench fidelity && .venv/bin/python -m bench formats && .venv/bin/python -m bench names && .venv/bin/python -m bench ingest && .venv/bin/python -m bench storage
# The pins, from the .in files: present versions are kept (PINS=--upgrade takes the newest). Needs uv. Each file is
# compiled against those that it may be installed with, for every platform and every Python from 3.11.
COMPILE = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --annotation-style line $(PINS)
pins:
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) requirements-ocr.in -o requirements-ocr.txt
	$(COMPILE) -c requirements-ocr.txt requirements-dev.in -o requirements-dev.txt
	$(COMPILE) -c requirements-ocr.txt -c requirements-dev.txt requirements-bench.in -o requirements-bench.txt
	$(COMPILE) -c requirements-ocr.txt -c requirements-dev.txt requirements-ray.in -o requirements-ray.txt
