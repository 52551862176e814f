"""Where are all the customers? Many cases of 20 signals each in one call, against one sparse product with softmax."""

from collections.abc import Iterator

import numpy as np
from scipy import sparse
from scipy.special import softmax

from bench.measure import Row, costs, peak_megabytes
from tongpin.method import stages, vocabulary
from tongpin.method.playbook import load

SIGNALS = 20


def rows(size: int) -> Iterator[Row]:
    """One row; its note tells the memory."""
    rng = np.random.default_rng(7)
    table = np.stack([vocabulary.stage_weights(kind) for kind in vocabulary.kinds()])
    kinds = rng.integers(0, len(table), (SIGNALS, size))
    gaps = rng.integers(0, 60, (SIGNALS, size))
    gaps[0] = 0
    model = stages.stage_model(load("industrial-six").dwell_days)
    counted = sparse.csr_array(
        (np.ones(size * SIGNALS, np.float32), kinds.T.ravel(), np.arange(0, size * SIGNALS + 1, SIGNALS)),
        shape=(size, len(table)),
    )
    taken = costs(lambda: stages.latest(model, gaps, kinds, table), lambda: softmax(counted @ table, axis=1), rounds=5)
    yield Row(
        part="inference",
        name=f"{size:,} cases of {SIGNALS} signals",
        of=size,
        floor="sparse product and softmax",
        **taken,
        aim=10,
        note=f"peak {peak_megabytes():,.0f} MB, all included",
    )
