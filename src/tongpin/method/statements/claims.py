"""What our product is said to be able to do or not, and which material, grade or model it is."""

from collections.abc import Iterator

from tongpin.method.statements.clauses import Sentence
from tongpin.method.statements.told import Told, pattern, patterns, words_of


def claims(sentence: Sentence) -> Iterator[Told]:
    """Yes (1) or no (0) to a thing by its words: supported, certified, compatible, possible."""
    if not pattern("claims.near").search(sentence.text):
        return
    for clause in sentence.clauses:
        match = pattern("claims.near").search(clause.text)
        if match is None or clause.voice != "ours" or sentence.is_open(clause):
            continue
        value = 0.0 if pattern("claims.no").search(clause.text) else 1.0
        words = words_of(clause.text)
        if len(words) > 1:
            yield sentence.told(
                "other", value, value, clause.start + match.start(), clause.end, part="able", about=words
            )


def grades(sentence: Sentence) -> Iterator[Told]:
    """Materials and grades by their codes (SUS304, IP65, 20#), and what is said of an attribute (颜色：蓝)."""
    for family, words in patterns("grades"):
        for match in words.finditer(sentence.text):
            chosen = not pattern("no_choice").search(sentence.clause_at(match.start()).text)
            if chosen and sentence.ours(match.start()):
                yield sentence.told("other", 0, 0, *match.span(), part=family, name=match["value"].replace(" ", ""))
