"""Tests of the bid: money, formulas, chances, decision."""
