"""Forms of the pages: what may be typed, and what it becomes.

A field left empty becomes what the records keep for "unknown". What an action refuses is shown at its field.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongpin.crm.errors import TongpinError
from tongpin.crm.records import storable_text
from tongpin.web.texts import YES_NO_UNKNOWN, Texts

Choices = Sequence[tuple[str, Any]]
LONGEST_NOTE = 1_000_000


class Day(forms.DateField):
    """A date, picked with the browser's own picker."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **options)


class Hour(forms.TimeField):
    """An hour of a day with its minutes."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **options)


class Words(forms.CharField):
    """Text as somebody typed or pasted it; what no database keeps is marked, not refused."""

    def to_python(self, value: Any) -> str:
        return storable_text(super().to_python(value) or "")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Without the length: a browser would cut what is pasted and say nothing; we say it."""
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


class Line(Words):
    """A line of text."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 2000, "strip": True, **options})


class Text(Words):
    """Several lines of text."""

    def __init__(self, *, rows: int = 3, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(**{"widget": widget, "max_length": 20_000, "strip": True, **options})


class Money(forms.DecimalField):
    """An amount, zero or more; separators are understood."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal"})
        super().__init__(**{"min_value": 0, "max_digits": 15, "decimal_places": 2, "widget": widget, **options})

    def to_python(self, value: Any) -> Any:
        plain = value.replace(",", "").replace("，", "").replace(" ", "") if isinstance(value, str) else value
        return super().to_python(plain)

    def prepare_value(self, value: Any) -> Any:
        """What is saved, without noughts that nobody typed."""
        return f"{value:,.2f}".removesuffix(".00") if isinstance(value, Decimal) else value


class OneOf(forms.TypedChoiceField):
    """One word of several; where it is not required, nothing chosen means unknown (``None``)."""

    def __init__(self, texts: Texts, **options: Any) -> None:
        required = options.get("required", True)
        first: list[tuple[str, Any]] = [] if required else [("", YES_NO_UNKNOWN[""])]
        # As a function: a form copies its fields, and with them every choice of a list.
        super().__init__(choices=lambda: [*first, *texts.items()], empty_value=None, **options)


class YesNo(forms.TypedChoiceField):
    """Yes, no or unknown."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=list(YES_NO_UNKNOWN.items()),
            coerce=lambda value: value == "true",
            empty_value=None,
            required=False,
            **options,
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "true", False: "false", None: ""}.get(value, value)


class Several(forms.MultipleChoiceField):
    """Any number of words, as boxes to tick."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"widget": forms.CheckboxSelectMultiple, "required": False, **options})


class Figures(forms.CharField):
    """``name: number`` in lines, for points and attitudes of rivals."""

    def __init__(self, *, whole: bool = False, **options: Any) -> None:
        self.whole = whole
        hint = (
            gettext_lazy("One rival a line, as in: Rival A: −1")
            if whole
            else gettext_lazy("One rival a line, as in: Rival A: 31")
        )
        super().__init__(
            widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=4000, help_text=hint, **options
        )

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return "\n".join(f"{name}: {number}" for name, number in value.items())
        return value

    def clean(self, value: Any) -> dict[str, Any]:
        text = super().clean(value)
        return dict(self._figure(line) for line in text.splitlines() if line.strip())

    def _figure(self, line: str) -> tuple[str, Any]:
        name, _colon, number = line.replace("：", ":").rpartition(":")
        try:
            figure = Decimal(number.strip().replace("−", "-"))
        except InvalidOperation:
            raise self._fault(line) from None
        if not name.strip() or not figure.is_finite() or (self.whole and figure % 1):
            raise self._fault(line)
        return name.strip(), int(figure) if self.whole else figure

    def _fault(self, line: str) -> forms.ValidationError:
        return forms.ValidationError(_("“%(line)s” should be a name, a colon and a number.") % {"line": line.strip()})


class PlainForm(forms.Form):
    """A form in our look. ``WIDE`` names the fields that take a whole row."""

    WIDE: frozenset[str] = frozenset()
    guarded = False
    """Whether it edits what is saved already, so that nobody may save over what another has saved meanwhile."""
    template_name = "parts/fields.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            self.dress(name, field)

    def add(self, name: str, field: forms.Field) -> None:
        """A field that not every form of this kind has."""
        self.fields[name] = field
        self.dress(name, field)

    def dress(self, name: str, field: forms.Field) -> None:
        """Our look."""
        widget = field.widget
        if isinstance(widget, forms.Select):
            widget.attrs.setdefault("class", "form-select")
        elif isinstance(widget, forms.CheckboxSelectMultiple | forms.CheckboxInput):
            widget.attrs.setdefault("class", "form-check-input")
        else:
            widget.attrs.setdefault("class", "form-control")
        wide = name in self.WIDE or isinstance(widget, forms.Textarea | forms.CheckboxSelectMultiple)
        field.wide = wide  # type: ignore[attr-defined]  # read by the template

    def choose(self, name: str, choices: Iterable[tuple[str, Any]], *, empty: Any = None) -> None:
        """Sets the choices of a field that depend on the opportunity."""
        field = self.fields[name]
        first = [] if empty is None else [("", empty)]
        field.choices = [*first, *choices]  # type: ignore[attr-defined]

    @property
    def seen(self) -> str:
        """A mark of what is saved now; it comes back with the form."""
        saved = repr([(name, self[name].initial) for name in self.fields])
        return hashlib.sha256(saved.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def tells_change(self) -> bool:
        """Whether another saved while this form was open; then what is saved now stands at each field that differs."""
        if not self.guarded or self.data.get("seen", self.seen) == self.seen:
            return False
        for name in [name for name in self.fields if name in self.changed_data]:
            self.add_error(name, _("Saved now: %(value)s") % {"value": self._saved(name)})
        self.add_error(
            None,
            _(
                "This was changed while you had it open. What is saved now stands at each field that differs; "
                "save again to put yours in its place."
            ),
        )
        return True

    def _saved(self, name: str) -> str:
        field, value = self.fields[name], self[name].initial
        told = dict(getattr(field, "choices", ()))
        values = value if isinstance(value, list | tuple) else [field.prepare_value(value)]
        return ", ".join(str(told.get(item, item)) for item in values if item not in (None, "")) or "–"

    def take(self, error: TongpinError) -> None:
        """Shows what an action refused: at the fields it names, else above the form."""
        faults: Mapping[str, list[str]] = error.values.get("fields", {})
        for name, texts in faults.items():
            for text in texts:
                self.add_error(name if name in self.fields else None, str(text))
        if not faults:
            self.add_error(None, error.message)
