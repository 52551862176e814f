"""The small network beside the reader's tables: that it hears the order of words, and how it is made."""

import numpy as np
import pytest

from tongpin.method.reading.corpus import TrainingNote, parse, writer_of
from tongpin.method.reading.features import prepare, unit_grams, units_of
from tongpin.method.reading.model import load_model
from tongpin.method.reading.network import Network, network_from_arrays, network_to_arrays
from tools import train_network
from tools.train import by_writers

CODES = ["premature_quote"]
PAIRS = [("the hospital", "us"), ("the school", "us"), ("the brewery", "us"), ("the port", "us")]


def notes_of(stage: str, texts: list[str]) -> list[TrainingNote]:
    return [note for text in texts for note in parse(f"@ en | pumps | CRM comment | {stage} | hard\n{text}", "en-z-01")]


def told(network: Network, text: str) -> np.ndarray:
    prepared = prepare(text)
    return network(unit_grams(prepared, units_of(prepared)))


@pytest.fixture(scope="module")
def taught() -> Network:
    """A network that saw the same words in two orders: they chose us, or we chose them."""
    chosen = [f"{them} has chosen {us} over all the rest" for them, us in PAIRS]
    choosing = [f"{us} has chosen {them} over all the rest" for them, us in PAIRS]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(train_network, "EPOCHS", 60)
        return train_network.train_network("en", notes_of("commitment", chosen) + notes_of("need", choosing), CODES)


def test_the_same_words_in_another_order_are_told_apart(taught: Network) -> None:
    need, commitment = 0, 4
    bought = told(taught, "the hospital has chosen us over all the rest")
    courted = told(taught, "us has chosen the hospital over all the rest")
    assert bought[commitment] > bought[need]
    assert courted[need] > courted[commitment]


def test_the_same_notes_make_the_same_network(taught: Network) -> None:
    again = train_network.Learner(train_network.lessons("en", notes_of("need", ["a b", "a c"]), CODES), len(CODES), 1)
    other = train_network.Learner(train_network.lessons("en", notes_of("need", ["a b", "a c"]), CODES), len(CODES), 1)
    again.learn()
    other.learn()
    assert all(np.array_equal(values, other.parameters[name]) for name, values in again.parameters.items())


def test_a_network_is_what_it_was_after_saving(taught: Network) -> None:
    again = network_from_arrays(network_to_arrays(taught))
    text = "the port has chosen us over all the rest"
    assert told(again, text) == pytest.approx(told(taught, text), abs=0.02)


@pytest.mark.parametrize(
    "text", ["标书昨天递上去了，下周三开标。", "Our bid went in on Friday; they open it next week.", "好", "a"]
)
def test_every_unit_is_made_of_itself_and_what_follows(text: str) -> None:
    prepared = prepare(text)
    units = units_of(prepared)
    grams = unit_grams(prepared, units)
    sizes = np.diff([*grams.starts, len(grams.buckets)])
    alone = 3 if prepared.family == "zh" else 2
    assert len(grams.starts) == len(units.starts)
    assert (sizes >= alone).all()
    shares = np.add.reduceat(grams.share, grams.starts)
    assert shares == pytest.approx(np.where(sizes > alone, alone + 1, alone))


@pytest.mark.parametrize("layer", ["first", "second", "weight", "told"])
def test_what_is_learned_is_what_lowers_the_loss(layer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The gradient of a layer is the slope of the log loss of the stages that the finished network gives."""
    for name in ("FORGET", "FORGET_UNIT", "FORGET_NOTE", "DOUBT", "KINDS_WEIGHT", "MISTAKES_WEIGHT", "MARKED_WEIGHT"):
        monkeypatch.setattr(train_network, name, 0.0)
    monkeypatch.setattr(train_network, "MISTAKEN_WEIGHT", 0.0)
    texts = ["bids open on friday", "bids open in may", "no need seen in may", "no need on friday"]
    notes = notes_of("tender", texts[:2]) + notes_of("need", texts[2:])
    learner = train_network.Learner(train_network.lessons("en", notes, CODES), len(CODES), 1)
    learner.parameters["weight_weights"] += np.linspace(-1, 1, train_network.WIDTH, dtype=np.float32)[:, None]
    gradient = learner.gradients(np.arange(4))[0][f"{layer}_weights"]

    def loss(step: float) -> float:
        learner.parameters[f"{layer}_weights"] += step * gradient
        stages = np.array([told(learner.network(), text)[:7] for text in texts], np.float64)
        learner.parameters[f"{layer}_weights"] -= step * gradient
        own = stages[np.arange(4), [3, 3, 0, 0]]
        return float((np.log(np.exp(stages).sum(axis=1)) - own).mean())

    square = float((gradient**2).sum())
    step = 0.05 / square**0.5
    assert (loss(step) - loss(-step)) / (2 * step) == pytest.approx(square, rel=0.1)


def test_no_writer_is_both_learned_from_and_measured_on() -> None:
    writers = ["en-a", "en-b", "en-c", "en-d", "en-e"]
    notes = [
        note
        for writer in writers
        for note in parse("@ en | pumps | SMS | need | easy\nNothing doing.\n" * 2, f"{writer}-01")
    ]
    rest, held = by_writers(notes)
    assert {writer_of(note.id) for note in held} == {"en-a", "en-d"}
    assert {writer_of(note.id) for note in rest} == {"en-b", "en-c", "en-e"}
    assert len(rest) + len(held) == len(notes)


@pytest.mark.parametrize("family", ["zh", "en"])
def test_the_network_in_the_box_counts_beside_the_table(family: str) -> None:
    table, network = load_model(family).families[family].stage_blend
    assert table > 0
    assert network > 0
