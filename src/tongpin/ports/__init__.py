"""What lies outside, behind small interfaces, each with a null and a real one."""
