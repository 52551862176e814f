"""Tender papers 招标文件 read: what a notice says, what must be answered, what the law asks."""
