"""The benchmarks run; how fast they are is not tested."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("task", ["districts", "stations"])
def test_a_benchmark_tells_seconds_and_memory(task):
    asked = ["--task", task, "--engine", "poliskarta", "--points", "2000"]
    command = [sys.executable, str(ROOT / "benchmarks" / "joins.py"), *asked]
    found = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, check=True, env=found)
    assert json.loads(done.stdout).keys() == {"seconds", "peak_gb"}


def test_the_whole_job_is_compared_with_its_imports():
    command = [sys.executable, str(ROOT / "benchmarks" / "whole_job.py"), "--runs", "1"]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    assert [line.split()[-1] for line in done.stdout.splitlines()] == ["s", "x"]


def test_the_benchmark_of_networks_reaches_every_point():
    command = [sys.executable, str(ROOT / "benchmarks" / "networks.py")]
    asked = ["--points", "2000", "--side", "30", "--offices", "3"]
    found = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([*command, *asked], capture_output=True, text=True, check=True, env=found)
    assert "2,000 points, 1,740 streets, 3 offices" in done.stdout
    assert "100.0%" in done.stdout
