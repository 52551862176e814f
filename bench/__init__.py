"""Speed against floors measured in the same run: a ratio holds on any machine, a time only on one."""
