"""Pages of care 客户关系维护: contacts, range and threats, the value ledger, the yearly review, loyalty."""
