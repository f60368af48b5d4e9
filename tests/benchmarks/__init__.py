"""Benchmarks: `./run bench NAME` runs `bench_NAME.py`; each prints a table and writes JSON under BENCH_DIR."""
