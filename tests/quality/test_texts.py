"""Every text stands in all three languages."""

from tools import messages


def test_catalogues_are_complete_and_compiled() -> None:
    assert messages.faults() == []


def test_catalogues_tell_a_lost_place(tmp_path, monkeypatch) -> None:
    """The check itself can fail: a translation that lost its number is reported."""
    catalogue = messages.Catalog(locale="zh_Hans", charset="utf-8", fuzzy=False)
    catalogue.add("%(count)d visits", "次拜访", flags={"python-format"})
    source = messages.Catalog()
    source.add("%(count)d visits", flags={"python-format"})
    monkeypatch.setattr(messages, "catalogue", lambda language: catalogue)
    monkeypatch.setattr(messages, "LOCALE", tmp_path)
    told = list(messages._faults_in("zh_Hans", source))
    assert len(told) == 2  # the lost place, and the catalogue that was never compiled
    assert "%(count)d visits" in told[0]
