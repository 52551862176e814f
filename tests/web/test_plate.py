"""The two tracks as shapes for a slide and a page: all on the paper, the same marks as on the web."""

import pytest
from django.utils import translation

from tests.crm.builders import TODAY
from tongpin.exchange.demo import demo_cases
from tongpin.exchange.office.pictures import Box, Disc, Patch, Picture, Stroke, Words
from tongpin.method.case import Language
from tongpin.method.judge import judge
from tongpin.method.playbook import load
from tongpin.web import tracks
from tongpin.web.tracks.plate import PAGE, SLIDE, plate_of


def corners(picture: Picture) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []
    for shape in picture.shapes:
        if isinstance(shape, Box):
            found += [(shape.x, shape.y), (shape.x + shape.wide, shape.y + shape.tall)]
        elif isinstance(shape, Disc):
            found += [(shape.x - shape.r, shape.y - shape.r), (shape.x + shape.r, shape.y + shape.r)]
        elif isinstance(shape, Words):
            found += [(shape.left, shape.y), (shape.left + shape.wide, shape.y + shape.size / 2)]
        else:
            found += shape.points
    return found


@pytest.mark.parametrize("size", [SLIDE, PAGE])
@pytest.mark.parametrize("lang", ["zh-Hans", "zh-Hant", "en"])
def test_every_case_of_the_demo_book_stays_on_the_paper(size: tracks.Size, lang: Language) -> None:
    playbook = load()
    with translation.override(lang.lower()):
        for case in demo_cases(TODAY)[::5]:
            scene = tracks.scene_of(case, judge(case), playbook, lang)
            picture = plate_of(scene, size)
            for x, y in corners(picture):
                assert -1 <= x <= picture.wide + 1
                assert -1 <= y <= picture.tall + 1
            told = " ".join(shape.text for shape in picture.shapes if isinstance(shape, Words))
            assert scene.title in picture.about
            assert all(str(post.number) in told for post in scene.posts)
            early = sum(act.verdict in {"early", "late"} for act in scene.acts)
            assert sum(isinstance(shape, Patch) for shape in picture.shapes) == early + 2  # and two in the key
            assert any(isinstance(shape, Stroke) and shape.dash == "dot" for shape in picture.shapes)
