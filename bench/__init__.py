"""Speed against floors measured in the same run: a ratio holds on any machine, a time only on one."""

import tongpin  # noqa: F401 - before numpy, for it says how many threads the linear algebra takes
