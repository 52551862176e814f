"""The organisation chart of a customer 组织架构图: its map, its table, its forms (METHOD 6.1)."""
