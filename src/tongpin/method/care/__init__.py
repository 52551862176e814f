"""Care 客户关系维护: contacts, range of the relation, threats, delivered value, loyalty (METHOD 10)."""
