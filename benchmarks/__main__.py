"""`python -m benchmarks`: every measurement, or those that are named: billing, papers, requests."""

import sys
from itertools import chain

from benchmarks import billing, papers, requests
from benchmarks.measuring import print_table

ALL = {"billing": billing.measured, "papers": papers.measured, "requests": requests.measured}

if __name__ == "__main__":
    print_table(chain.from_iterable(ALL[name]() for name in sys.argv[1:] or ALL))
