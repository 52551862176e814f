"""Solutions 解决方案: the components and templates that proposals are made of, for all of us."""
