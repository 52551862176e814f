"""Partners 合作伙伴 in the library, and the registers of compliance."""
