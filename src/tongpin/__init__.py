"""Tongpin (同频): where the customer is in the purchase, whether what we do fits, and what comes next."""

import os

# A note is a few small products: a second thread of the linear algebra costs more than it brings, and the server has
# workers of its own. Whoever knows better sets it himself.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "0.1.0"
