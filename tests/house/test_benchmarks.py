"""What `make bench` measures stands on the tests' own story, so it is loaded where the tests run."""

from benchmarks.__main__ import ALL


def test_the_benchmarks_can_be_started():
    assert set(ALL) == {"billing", "papers", "requests"}
