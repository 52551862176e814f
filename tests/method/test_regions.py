"""Where a region lies, as salespeople write it."""

import pytest

from tongpin.method.regions import country_of_region, is_abroad


@pytest.mark.parametrize(
    ("region", "country"),
    [
        ("江西九江", "CN"),
        ("內蒙古", "CN"),
        ("香港九龍灣", "HK"),
        ("竹科", "TW"),
        ("嘉義外海", "TW"),
        ("South East England", "GB"),
        ("Northern Ireland", "GB"),
        ("County Kerry, Ireland", "IE"),
        ("New South Wales", "AU"),
        ("New England", ""),
        ("Kentucky", ""),
        ("江州", ""),
        ("", ""),
        ("广东、香港", "CN"),
    ],
)
def test_a_region_speaks_for_a_country_or_for_none(region: str, country: str) -> None:
    assert country_of_region(region) == country
    assert is_abroad(region) == (country not in ("", "CN"))
